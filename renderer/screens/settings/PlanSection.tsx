import { Progress } from '@mantine/core';
import { useAsk, useSession } from '../../bridge/ask.ts';
import { formatAt } from '../../components/times.ts';
import { hintOf, type Usage } from './planWords.ts';
import classes from './settings.module.css';

/** How much of this month's bookings is used: nothing where there is no quota. */
export function PlanSection() {
  const { data: usage, isPending } = useAsk<Usage | null>('bookings.quota', {}, { tables: ['bookings', 'profiles'] });
  const zone = useSession().data?.tenant?.timezone ?? 'UTC';
  if (isPending) return <div hidden data-waiting />;
  if (!usage) return null;
  const { quota, used, renewsAt } = usage;
  const hint = hintOf(usage);
  return (
    <section className={classes.section} aria-labelledby="plan">
      <div className={classes.head}>
        <h2 id="plan">Plan</h2>
        <p>Renewed on {formatAt(renewsAt, 'day', zone)}</p>
      </div>
      <Progress
        size={4}
        value={Math.min(100, quota === 0 ? 100 : (100 * used) / quota)}
        color={used >= quota ? 'orange' : undefined}
        aria-label="Bookings used this month"
      />
      <p className={classes.usage}>
        <span className="num">
          {used} of {quota}
        </span>{' '}
        bookings this month.{hint === null ? '' : ` ${hint}`}
      </p>
    </section>
  );
}
