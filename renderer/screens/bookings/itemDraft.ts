/** What is chosen of one offering beside its time. */
import { addDays, instantToWall, wallToInstant } from '#core/base/zone.ts';
import type { Answers, OfferingSummary } from '#core/domains/catalog/model.ts';

export interface ItemDraft {
  quantity: number;
  durationMinutes: number;
  /** of what is sold by the night */
  nights: number;
  resourceId: string | undefined;
  /** the customer's plan that it is a visit of */
  subscriptionId: string | undefined;
  /** how many of each, by its key; absent: none */
  addOns: Readonly<Record<string, number>>;
  answers: Answers;
}

/** What is required is taken already. */
export const newDraft = ({ durationMinutes, nights, addOns }: OfferingSummary): ItemDraft => ({
  ...{ quantity: 1, durationMinutes, nights: nights?.minNights ?? 1, resourceId: undefined, subscriptionId: undefined, answers: {} },
  addOns: Object.fromEntries(addOns.filter(({ required }) => required).map(({ key }) => [key, 1])),
});

/** With what the add-ons take beside it. */
function minutesOf({ addOns }: OfferingSummary, draft: ItemDraft): number {
  const extra = addOns.reduce((sum, { key, minutes }) => sum + minutes * (draft.addOns[key] ?? 0), 0);
  return draft.durationMinutes + extra;
}

export function endOf(offering: OfferingSummary, draft: ItemDraft, startsAt: number): number {
  const { nights, timezone } = offering;
  if (nights === null) return startsAt + minutesOf(offering, draft) * 60_000;
  const departure = addDays(instantToWall(timezone, startsAt).date, draft.nights);
  return wallToInstant(timezone, `${departure}T${nights.checkOutTime}`);
}

const addOnsOf = ({ addOns }: ItemDraft) => Object.entries(addOns).map(([key, quantity]) => ({ key, quantity }));

/** How long it is, as slots are asked for. */
export function lengthOf(offering: OfferingSummary, draft: ItemDraft) {
  if (offering.nights !== null) return { nights: draft.nights };
  return { durationMinutes: draft.durationMinutes, ...(offering.addOns.length === 0 ? {} : { addOns: addOnsOf(draft) }) };
}

/** An item as the core takes it, without its answers. */
export function wishOf(offering: OfferingSummary, draft: ItemDraft, startsAt: number) {
  const addOns = addOnsOf(draft);
  const isUsual = draft.durationMinutes === offering.durationMinutes;
  const length = offering.nights === null ? (isUsual ? {} : { endsAt: endOf(offering, draft, startsAt) }) : { nights: draft.nights };
  return {
    ...{ offeringId: offering.id, startsAt, quantity: draft.quantity, ...length },
    ...(draft.resourceId === undefined ? {} : { resourceId: draft.resourceId }),
    ...(addOns.length === 0 ? {} : { addOns }),
    ...(draft.subscriptionId === undefined ? {} : { subscriptionId: draft.subscriptionId }),
  };
}

export function itemOf(offering: OfferingSummary, draft: ItemDraft, startsAt: number) {
  const answers = Object.fromEntries(Object.entries(draft.answers).filter(([, answer]) => !isEmpty(answer)));
  return { ...wishOf(offering, draft, startsAt), ...(Object.keys(answers).length === 0 ? {} : { answers }) };
}

const isEmpty = (answer: Answers[string]): boolean => answer === '' || (Array.isArray(answer) && answer.length === 0);
