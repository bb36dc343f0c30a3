import { Anchor, Button, Text } from '@mantine/core';
import { IconCalendarCheck, IconCalendarPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { WaitlistEntry } from '#core/domains/waitlist/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { runCommand, useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Fact } from '../../components/Fact.tsx';
import { SidePanel } from '../../components/SidePanel.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { formatAt, formatSpan } from '../../components/times.ts';
import { toast } from '../../components/toasts.ts';
import { OfferDialog } from './OfferDialog.tsx';
import { WaitBadge } from './WaitBadge.tsx';
import classes from './waitlist.module.css';
import { daysOf, isLive, timesOf, lengthText } from './words.ts';

/** One who waits: what they want, what is kept for them, and what the desk can do about it. */
export function WaitPanel({ waitlistId, onClose }: { waitlistId: string; onClose: () => void }) {
  const query = useAsk<WaitlistEntry>('waitlist.entry', { waitlistId }, { tables: ['waitlist', 'offerings'] });
  const entry = query.data;
  return (
    <SidePanel
      title={entry?.name ?? 'Waiting list'}
      aside={entry && <WaitBadge status={entry.status} />}
      onClose={onClose}
      footer={entry && isLive(entry) && <Actions entry={entry} />}
    >
      <Answered query={query}>{(detail) => <Facts entry={detail} />}</Answered>
    </SidePanel>
  );
}

function Facts({ entry }: { entry: WaitlistEntry }) {
  const { openBooking } = useDrawers();
  const { offer, timezone, bookingId, email, phone, missed } = entry;
  return (
    <div className={classes.sections}>
      {offer && (
        <div className={`${classes.offer} num`}>
          <div className={classes.strong}>
            {formatAt(offer.startsAt, 'dayYear', timezone)}, {formatSpan(offer.startsAt, offer.endsAt, timezone)}
          </div>
          <Text size="xs" c="dimmed">
            Kept for them until {formatAt(offer.until, 'dayTime', timezone)}. Then it goes to the next.
          </Text>
        </div>
      )}
      <div>
        <Fact name="Offering" value={entry.quantity > 1 ? `${entry.offeringTitle} × ${entry.quantity}` : entry.offeringTitle} />
        {entry.resourceName !== null && <Fact name="With" value={entry.resourceName} />}
        <Fact name="Days" value={daysOf(entry)} />
        <Fact name="Time" value={timesOf(entry)} />
        <Fact name="For" value={lengthText(entry)} />
        {missed > 0 && <Fact name="Offers missed" value={`${missed} of 3`} />}
      </div>
      <div>
        {email && (
          <div>
            <Anchor href={`mailto:${email}`} c="inherit">
              {email}
            </Anchor>
          </div>
        )}
        {phone && (
          <div>
            <Anchor href={`tel:${phone.replace(/[^+\d]/g, '')}`} c="inherit">
              {phone}
            </Anchor>
          </div>
        )}
        {!email && (
          <Text size="xs" c="dimmed">
            No address to write to: call them when something is kept for them.
          </Text>
        )}
        <Text size="xs" c="dimmed" mt={4}>
          Joined <TimeText at={entry.createdAt} form="near" />
        </Text>
      </div>
      {bookingId !== null && (
        <Anchor component="button" type="button" ta="start" onClick={() => openBooking(bookingId)}>
          Open the booking
        </Anchor>
      )}
    </div>
  );
}

function Actions({ entry }: { entry: WaitlistEntry }) {
  const { openBooking } = useDrawers();
  const [asking, setAsking] = useState<'offer' | 'leave' | null>(null);
  const [running, setRunning] = useState(false);
  const { id: waitlistId, name, status } = entry;
  const accept = async () => {
    setRunning(true);
    try {
      const { bookingId } = await runCommand<{ bookingId: string }>('waitlist.accept', { waitlistId });
      toast.ok(`${name} is booked.`);
      openBooking(bookingId);
    } catch (cause) {
      toast.problem(cause);
    }
    setRunning(false);
  };
  const decline = () => runCommand('waitlist.decline', { waitlistId }).then(() => toast.ok('It goes to the next.'), toast.problem);
  return (
    <>
      {status === 'WAITING' && (
        <Button leftSection={<IconCalendarPlus size={16} stroke={1.5} />} onClick={() => setAsking('offer')}>
          Offer a time
        </Button>
      )}
      {status === 'OFFERED' && (
        <>
          <Button leftSection={<IconCalendarCheck size={16} stroke={1.5} />} loading={running} onClick={() => void accept()}>
            Book it for them
          </Button>
          <Button variant="default" onClick={() => void decline()}>
            Pass it on
          </Button>
        </>
      )}
      <Button variant="subtle" color="red" className={classes.end} onClick={() => setAsking('leave')}>
        Take off
      </Button>
      {asking === 'offer' && <OfferDialog entry={entry} onClose={() => setAsking(null)} />}
      {asking === 'leave' && (
        <ConfirmDialog
          title={`Take ${name} off the list?`}
          verb="Take off"
          onConfirm={() => runCommand('waitlist.leave', { waitlistId })}
          onClose={() => setAsking(null)}
        >
          {status === 'OFFERED' ? 'The time that is kept for them is free again at once.' : 'They will not be offered anything any more.'}
        </ConfirmDialog>
      )}
    </>
  );
}
