import { UnstyledButton } from '@mantine/core';
import type { Dispute } from '#core/domains/disputes/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { MoneyText } from '../../components/MoneyText.tsx';
import { SidePanel } from '../../components/SidePanel.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { EvidenceSection } from '../bookings/EvidenceSection.tsx';
import { DisputeActions } from './DisputeActions.tsx';
import { DisputeBadge } from './DisputeBadge.tsx';
import classes from './disputes.module.css';
import { Thread } from './Thread.tsx';

/** One dispute: the booking that it is about, what was said, what proves it, and what can be done about it. */
export function DisputePanel({ disputeId, onClose }: { disputeId: string; onClose: () => void }) {
  const query = useAsk<Dispute>('disputes.dispute', { disputeId });
  const dispute = query.data;
  return (
    <SidePanel
      title={dispute?.customerName ?? 'Dispute'}
      aside={dispute && <DisputeBadge dispute={dispute} />}
      onClose={onClose}
      footer={dispute?.status === 'OPEN' && <DisputeActions dispute={dispute} />}
    >
      <Answered query={query}>
        {(known) => (
          <div className={classes.sections}>
            <About dispute={known} />
            <Thread dispute={known} />
            <EvidenceSection subject={{ disputeId }} isOpen={known.status !== 'WITHDRAWN'} />
          </div>
        )}
      </Answered>
    </SidePanel>
  );
}

function About({ dispute }: { dispute: Dispute }) {
  const { openBooking } = useDrawers();
  const { bookingId, offeringTitle, startsAt, timezone, confirmationCode, totalCents, currency, bookingStatus } = dispute;
  return (
    <UnstyledButton className={classes.booking} onClick={() => openBooking(bookingId)}>
      <span className={classes.line}>
        <span className={classes.whole} dir="auto">
          {offeringTitle}
        </span>
        <MoneyText cents={totalCents} currency={currency} />
      </span>
      <span className={classes.line}>
        <span>
          <TimeText at={startsAt} zone={timezone} form="dayYearTime" />
        </span>
        <StatusBadge status={bookingStatus} />
      </span>
      <span className={classes.small}>
        Open the booking <span className={classes.code}>{confirmationCode}</span>
      </span>
    </UnstyledButton>
  );
}
