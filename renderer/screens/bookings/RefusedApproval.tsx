import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { runCommand, useRun } from '../../bridge/ask.ts';
import type { BridgeFailure } from '../../bridge/failure.ts';
import { formatAt } from '../../components/times.ts';
import { toast } from '../../components/toasts.ts';
import { ConflictNote } from './ConflictNote.tsx';
import classes from './drawer.module.css';
import { zoneOf } from './words.ts';

interface Props {
  booking: BookingDetail;
  failure: BridgeFailure;
  /** the request has another time, and may be approved there */
  onMoved: () => void;
  /** which of its parts is in the way is not plain */
  onReschedule: () => void;
}

/** A request whose time somebody else has by now: where it could go instead, one click each. */
export function RefusedApproval({ booking, failure, onMoved, onReschedule }: Props) {
  const { run, running } = useRun<{ bookingId: string; itemId: string; startsAt: number; overridePolicy?: boolean }>('bookings.reschedule');
  const [item, ...others] = booking.items.filter(
    ({ openToOthers, startsAt }) => openToOthers && startsAt === failure.facts['requestedTime'],
  );
  const timezone = item?.timezone ?? zoneOf(booking);
  const moveTo = async (startsAt: number) => {
    if (item === undefined || others.length > 0) return onReschedule();
    const to = { bookingId: booking.id, itemId: item.id };
    try {
      await run({ ...to, startsAt });
      const back = { ...to, startsAt: item.startsAt, overridePolicy: true };
      toast.ok(`${booking.customerName}'s request is moved to ${formatAt(startsAt, 'dayTime', timezone)}.`, {
        undo: () => runCommand('bookings.reschedule', back).catch(toast.problem),
      });
      onMoved();
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <div className={classes.refused}>
      <ConflictNote {...{ failure, timezone, running }} label="Move to" onTake={(at) => void moveTo(at)} />
    </div>
  );
}
