import { IconMessageReport } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { DisputeSummary } from '#core/domains/disputes/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { TimeText } from '../../components/TimeText.tsx';
import { Truncate } from '../../components/Truncate.tsx';
import type { Counts } from '../disputes/words.ts';
import classes from './today.module.css';

const MOST = 4;

/** Customers who wait for an answer. */
export function Disputes() {
  const asked = { status: ['OPEN'], awaits: 'business', limit: MOST };
  const waiting = useAsk<{ data: DisputeSummary[] }>('disputes.list', asked, { tables: ['disputes', 'dispute_messages', 'bookings'] }).data;
  const counts = useAsk<Counts>('disputes.counts', {}, { tables: ['disputes'] }).data;
  if (waiting === undefined || waiting.data.length === 0) return null;
  const count = Math.max(counts?.waiting ?? 0, waiting.data.length);
  return (
    <section className={classes.card} data-urgent aria-label="Disputes waiting">
      <header className={classes.cardHead}>
        <h2>
          <IconMessageReport size={16} stroke={1.5} aria-hidden /> Disputes waiting
        </h2>
        {count > waiting.data.length && (
          <Link to="/disputes" search={{ show: 'yours' }} className={classes.more}>
            All {count}
          </Link>
        )}
      </header>
      <ul className={classes.list}>
        {waiting.data.map(({ id, customerName, reason, updatedAt }) => (
          <li key={id}>
            <Link to="/disputes" search={{ id }} className={classes.waiting}>
              <span className={classes.waitingWho}>
                <Truncate className={classes.name}>{customerName}</Truncate>
                <span className={classes.what}>
                  <TimeText at={updatedAt} form="near" />
                </span>
              </span>
              <Truncate className={classes.what}>{reason}</Truncate>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
