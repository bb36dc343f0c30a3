import { Button } from '@mantine/core';
import { IconCalendarTime, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { BridgeFailure } from '../../bridge/failure.ts';
import { useNow } from '../../components/useNow.ts';
import { CancelDialog } from './CancelDialog.tsx';
import { approve, deeds, type DeskMove, isEarly, may, move, usualMove } from './moves.ts';
import { RefusedApproval } from './RefusedApproval.tsx';
import { release } from './release.ts';
import { isHeld, isUnpaid } from './riskWords.ts';
import classes from './drawer.module.css';

interface Props {
  booking: BookingDetail;
  onReschedule: () => void;
}

/** Only what its state allows now: the usual next step filled, unless the day or the customer comes first; what ends it at the far end. */
export function BookingActions({ booking, onReschedule }: Props) {
  const [ending, setEnding] = useState<'cancel' | 'decline' | null>(null);
  const [running, setRunning] = useState<DeskMove | 'release' | null>(null);
  const [refused, setRefused] = useState<BridgeFailure | null>(null);
  const now = useNow();
  const next = usualMove(booking);
  const unpaid = isUnpaid(booking);
  const comesLater = next !== undefined && (unpaid || isEarly(booking, next, now));
  const others = (['complete', 'noShow'] as const).filter((which) => which !== next && may(booking, which));
  const canMove = booking.status === 'PENDING' || booking.status === 'CONFIRMED';
  const end = may(booking, 'decline') ? 'decline' : may(booking, 'cancel') ? 'cancel' : null;
  if (next === undefined && others.length === 0 && end === null) return null;
  const make = async (which: DeskMove) => {
    setRunning(which);
    if (which === 'approve') setRefused(await approve(booking));
    else await move(booking, which);
    setRunning(null);
  };
  const letGo = async () => {
    setRunning('release');
    await release(booking);
    setRunning(null);
  };
  const button = (which: DeskMove, variant: 'filled' | 'default') => {
    const Icon = deeds[which].icon;
    return (
      <Button
        key={which}
        variant={variant}
        loading={running === which}
        leftSection={<Icon size={16} stroke={1.5} />}
        onClick={() => void make(which)}
      >
        {which === 'approve' && unpaid ? 'Confirm unpaid' : deeds[which].label}
      </Button>
    );
  };
  return (
    <>
      {refused && may(booking, 'approve') && (
        <RefusedApproval {...{ booking, onReschedule }} failure={refused} onMoved={() => setRefused(null)} />
      )}
      {isHeld(booking) && (
        <Button loading={running === 'release'} leftSection={<IconShieldCheck size={16} stroke={1.5} />} onClick={() => void letGo()}>
          Release
        </Button>
      )}
      {next && !comesLater && button(next, 'filled')}
      {canMove && (
        <Button variant="default" leftSection={<IconCalendarTime size={16} stroke={1.5} />} onClick={onReschedule}>
          Reschedule
        </Button>
      )}
      {next && comesLater && button(next, 'default')}
      {others.map((which) => button(which, 'default'))}
      {end && (
        <Button variant="subtle" color="red" className={classes.end} onClick={() => setEnding(end)}>
          {deeds[end].label}
        </Button>
      )}
      <CancelDialog booking={booking} how={ending} onClose={() => setEnding(null)} />
    </>
  );
}
