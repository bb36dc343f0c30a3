import { Button } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { BillingPeriod, Due } from '#core/domains/bookings/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { DueTill } from '../dues/DueTill.tsx';
import classes from './dues.module.css';
import { type HeldPlan, parted, periodText, standingWords } from './planWords.ts';

/** As many come with a plan as its newest. */
const MOST_PERIODS = 24;

/** The periods of a plan that have begun, what each owes, and its till. */
export function Dues({ plan }: { plan: HeldPlan }) {
  const { title, periods } = plan;
  const [all, setAll] = useState(false);
  const { shown, earlier } = parted(periods);
  const isMore = periods.length >= MOST_PERIODS;
  const older = useOlder(plan, all && isMore);
  return (
    <div className={classes.dues}>
      <ul aria-label={`Dues of ${title}`} className={classes.list}>
        {(all ? [...periods, ...older] : shown).map((period) => (
          <PeriodRow key={period.from} period={period} />
        ))}
      </ul>
      {!all && earlier.length > 0 && (
        <Button variant="subtle" size="compact-xs" className={classes.more} onClick={() => setAll(true)}>
          {isMore ? 'Show all earlier' : `Show ${earlier.length} earlier`}
        </Button>
      )}
    </div>
  );
}

/** Those before the ones that come with the plan. */
function useOlder({ id: subscriptionId, periods }: HeldPlan, enabled: boolean): BillingPeriod[] {
  const { data } = useAsk<{ data: Due[] }>('pricing.dues', { which: 'all', subscriptionId, limit: 1_000 }, { enabled });
  const first = periods.at(-1)?.from ?? '';
  return (data?.data ?? [])
    .filter(({ from }) => from < first)
    .map(({ from, until, order }) => ({ from, until, order, priceCents: order.totalCents, currency: order.currency }));
}

function PeriodRow({ period }: { period: BillingPeriod }) {
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
          <DueTill orderId={order.id} />
        </div>
      )}
    </li>
  );
}
