import { Link } from '@tanstack/react-router';
import type { DisputeSummary } from '#core/domains/disputes/model.ts';
import { TimeText } from '../../components/TimeText.tsx';
import { Truncate } from '../../components/Truncate.tsx';
import { DisputeBadge } from './DisputeBadge.tsx';
import classes from './lines.module.css';

/** Disputes beside what they are about: each leads to its thread. */
export function DisputeLines({ disputes }: { disputes: readonly DisputeSummary[] }) {
  return (
    <ul className={classes.lines}>
      {disputes.map((dispute) => (
        <li key={dispute.id}>
          <Link to="/disputes" search={{ id: dispute.id }} className={classes.line}>
            <span className={classes.what}>
              <Truncate>{dispute.reason}</Truncate>
              <span className={classes.when}>
                {dispute.openedBy === 'customer' ? 'Opened by the customer' : 'Opened by the business'} ·{' '}
                <TimeText at={dispute.createdAt} form="near" />
              </span>
            </span>
            <DisputeBadge dispute={dispute} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
