import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDots, IconRepeat } from '@tabler/icons-react';
import { instantToWall } from '#core/base/zone.ts';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { useAsk, useRun } from '../../bridge/ask.ts';
import { IconAction } from '../../components/IconAction.tsx';
import { toast } from '../../components/toasts.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { useNow } from '../calendar/ticker.ts';
import classes from './customers.module.css';
import { Dues } from './Dues.tsx';
import { dayText, dueWords, type HeldPlan, lastDayBefore, planWords } from './planWords.ts';

/** The plans that the customer has, and the start of another. Nothing at all where the business sells none. */
export function Plans({ customerId }: { customerId: string }) {
  const now = useNow('halfMinute');
  const held = useAsk<HeldPlan[]>('pricing.subscriptions', { customerId }).data ?? [];
  const offerings = useAsk<OfferingSummary[]>('catalog.offerings').data ?? [];
  const start = useRun<{ customerId: string; offeringId: string; startsOn: string }>('pricing.startSubscription');
  const plans = offerings.filter(({ plan, status }) => plan !== null && status === 'PUBLISHED');
  if (plans.length === 0 && held.length === 0) return null;
  const todayOf = (offeringId: string) => instantToWall(offerings.find(({ id }) => id === offeringId)?.timezone ?? 'UTC', now).date;
  const begin = (plan: OfferingSummary) =>
    start
      .run({ customerId, offeringId: plan.id, startsOn: todayOf(plan.id) })
      .then(() => toast.ok(`${plan.title} starts today`), toast.problem);
  return (
    <section aria-label="Plans">
      <div className={classes.headingRow}>
        <h3 className={classes.heading}>Plans</h3>
        {plans.length > 0 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="compact-xs" variant="default" loading={start.running} rightSection={<IconChevronDown size={14} stroke={1.5} />}>
                Start a plan
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {plans.map((plan) => (
                <Menu.Item key={plan.id} onClick={() => void begin(plan)}>
                  {plan.title}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {held.length === 0 && <p className={classes.quiet}>None yet.</p>}
      <ul className={classes.visits}>
        {held.map((plan) => (
          <PlanRow key={plan.id} plan={plan} today={todayOf(plan.offeringId)} />
        ))}
      </ul>
    </section>
  );
}

function PlanRow({ plan, today }: { plan: HeldPlan; today: string }) {
  const end = useRun<{ subscriptionId: string; endsOn: string }>('pricing.endSubscription');
  const isOver = plan.endsOn !== null && plan.endsOn < today;
  const lastOfPeriod = lastDayBefore(plan.periodUntil);
  const endOn = (endsOn: string) =>
    end.run({ subscriptionId: plan.id, endsOn }).then(() => toast.ok(`${plan.title} ends on ${dayText(endsOn)}`), toast.problem);
  return (
    <li className={classes.plan}>
      <IconRepeat size={16} stroke={1.5} aria-hidden />
      <span>
        <Truncate>{plan.title}</Truncate>
        <small className={classes.quiet}>{planWords(plan, today)}</small>
        {!isOver && <small className={classes.quiet}>{dueWords(plan, today)}</small>}
      </span>
      {!isOver && (
        <Menu position="bottom-end">
          <Menu.Target>
            <IconAction icon={IconDots} label={`More about ${plan.title}`} />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void endOn(lastOfPeriod < plan.startsOn ? plan.startsOn : lastOfPeriod)}>
              End it with this {plan.period}
            </Menu.Item>
            <Menu.Item onClick={() => void endOn(today < plan.startsOn ? plan.startsOn : today)}>End it today</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {plan.priceCents > 0 && plan.periods.length > 0 && <Dues plan={plan} />}
    </li>
  );
}
