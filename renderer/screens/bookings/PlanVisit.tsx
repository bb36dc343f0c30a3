import { Checkbox } from '@mantine/core';
import { instantToWall } from '#core/base/zone.ts';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import type { HeldPlan } from '../customers/planWords.ts';
import type { ItemDraft } from './itemDraft.ts';

interface Question {
  customerId: string | undefined;
  offerings: readonly OfferingSummary[];
  offering: OfferingSummary;
  startsAt: number | undefined;
}

const none: HeldPlan[] = [];

/** The customer's plans that this would be a visit of, on that date and while visits are left. */
export function useVisits({ customerId, offerings, offering, startsAt }: Question): readonly HeldPlan[] {
  const { data: held = none } = useAsk<HeldPlan[]>(
    'pricing.subscriptions',
    { customerId },
    { enabled: customerId !== undefined, keep: false },
  );
  if (customerId === undefined || startsAt === undefined) return none;
  const { date } = instantToWall(offering.timezone, startsAt);
  return held.filter(({ offeringId, startsOn, endsOn, left }) => {
    const { plan } = offerings.find(({ id }) => id === offeringId) ?? {};
    return (
      plan?.offeringIds.includes(offering.id) && date >= startsOn && (endsOn === null || date <= endsOn) && (left === null || left > 0)
    );
  });
}

interface Props {
  visits: readonly HeldPlan[];
  draft: ItemDraft;
  onChange: (draft: ItemDraft) => void;
}

/** Nothing where the customer has no plan for it. */
export function PlanVisit({ visits, draft, onChange }: Props) {
  return visits.map(({ id, title, left }) => (
    <Checkbox
      key={id}
      label={left === null ? `A visit of ${title}` : `A visit of ${title} (${left} left)`}
      checked={draft.subscriptionId === id}
      onChange={({ currentTarget }) => onChange({ ...draft, subscriptionId: currentTarget.checked ? id : undefined })}
    />
  ));
}
