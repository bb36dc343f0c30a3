import { Button } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { BillingPeriod } from '#core/domains/bookings/model.ts';
import type { OrderDetail } from '#core/domains/payments/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Received } from '../bookings/Received.tsx';
import classes from './dues.module.css';
import { parted, periodText, standingWords } from './planWords.ts';

/** The periods of a plan that have begun, what each owes, and its till. */
export function Dues({ title, periods }: { title: string; periods: readonly BillingPeriod[] }) {
  const [all, setAll] = useState(false);
  const { shown, earlier } = parted(periods);
  return (
    <div className={classes.dues}>
      <ul aria-label={`Dues of ${title}`} className={classes.list}>
        {(all ? periods : shown).map((period) => (
          <Due key={period.from} period={period} />
        ))}
      </ul>
      {!all && earlier.length > 0 && (
        <Button variant="subtle" size="compact-xs" className={classes.more} onClick={() => setAll(true)}>
          Show {earlier.length} earlier
        </Button>
      )}
    </div>
  );
}

function Due({ period }: { period: BillingPeriod }) {
  const { order } = period;
  const [opened, setOpened] = useState(false);
  const panel = useId();
  const words = standingWords(order);
  const standing = <span className={`num ${order !== null && order.dueCents !== 0 ? classes.owed : classes.quiet}`}>{words}</span>;
  if (order === null)
    return (
      <li className={classes.due}>
        <span>{periodText(period)}</span>
        {standing}
      </li>
    );
  return (
    <li>
      <button
        type="button"
        className={classes.due}
        aria-expanded={opened}
        aria-controls={opened ? panel : undefined}
        onClick={() => setOpened(!opened)}
      >
        <span>{periodText(period)}</span>
        {standing}
        <IconChevronDown size={14} stroke={1.5} aria-hidden className={classes.chevron} />
      </button>
      {opened && (
        <div id={panel} className={classes.panel}>
          <Till orderId={order.id} />
        </div>
      )}
    </li>
  );
}

function Till({ orderId }: { orderId: string }) {
  const { data: order } = useAsk<OrderDetail>('payments.order', { orderId });
  if (order === undefined) return null;
  const hasMoved = order.payments.length > 0 || order.dueCents !== 0;
  return hasMoved ? <Received order={order} payments={order.payments} refunds={order.refunds} /> : <p>Nothing was paid for it.</p>;
}
