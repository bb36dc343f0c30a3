import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDots, IconRepeat } from '@tabler/icons-react';
import { instantToWall } from '#core/base/zone.ts';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import type { Subscription } from '#core/domains/pricing/model.ts';
import { useAsk, useRun } from '../../bridge/ask.ts';
import { IconAction } from '../../components/IconAction.tsx';
import { toast } from '../../components/toasts.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { dateText } from '../calendar/clock.ts';
import { useNow } from '../calendar/ticker.ts';
import classes from './customers.module.css';

/** A subscription as `pricing.subscriptions` tells it, with what of its present period is used. */
export interface HeldPlan extends Subscription {
  title: string;
  period: 'week' | 'month' | 'year';
  /** null: as many as they like */
  visits: number | null;
  used: number;
  left: number | null;
  /** local dates, the second not included */
  periodFrom: string;
  periodUntil: string;
}

const dayText = (date: string): string => dateText(date, { day: 'numeric', month: 'short', year: 'numeric' });

/** "5 of 8 visits left until 14 Dec 2026" */
export function planWords({ visits, used, left, period, periodUntil, startsOn, endsOn }: HeldPlan, today: string): string {
  if (endsOn !== null && endsOn < today) return `Ended on ${dayText(endsOn)}`;
  const ending = endsOn === null ? '' : ` · ends on ${dayText(endsOn)}`;
  if (startsOn > today) return `From ${dayText(startsOn)}${ending}`;
  if (visits === null) return `${used} ${used === 1 ? 'visit' : 'visits'} this ${period}, as many as they like${ending}`;
  return `${left ?? 0} of ${visits} visits left until ${dayText(lastDayBefore(periodUntil))}${ending}`;
}

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
    </li>
  );
}

const lastDayBefore = (date: string): string => new Date(Date.parse(`${date}T00:00Z`) - 86_400_000).toISOString().slice(0, 10);
