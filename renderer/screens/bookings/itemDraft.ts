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

/** Where a new booking was drawn: epoch ms. Without a start: the next free time; without an end: its usual length. */
export interface TimeWish {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly resource?: string | undefined;
}

export const serves = (resourceId: string, { resourceGroups }: Pick<OfferingSummary, 'resourceGroups'>): boolean =>
  resourceGroups.flat().includes(resourceId);

/** What is required is taken already; of what was wished for, what the offering leaves open. */
export function newDraft(offering: OfferingSummary, { start, end, resource }: TimeWish = {}): ItemDraft {
  const { durationMinutes, nights, addOns } = offering;
  const required = addOns.filter((addOn) => addOn.required);
  const extra = required.reduce((sum, { minutes }) => sum + minutes, 0);
  const drawn = start === undefined || end === undefined ? undefined : (end - start) / 60_000 - extra;
  return {
    ...{ quantity: 1, nights: nights?.minNights ?? 1, subscriptionId: undefined, answers: {} },
    durationMinutes: drawn === undefined ? durationMinutes : lengthWithin(offering, drawn),
    resourceId: resource !== undefined && serves(resource, offering) ? resource : undefined,
    addOns: Object.fromEntries(required.map(({ key }) => [key, 1])),
  };
}

type Lengths = Pick<OfferingSummary, 'durationMinutes' | 'durations' | 'slotMinutes' | 'pricingModel' | 'nights'>;

const LONGEST_MINUTES = 720;

/** The lengths to choose from, its own among them; what is sold by the hour may be had in whole multiples of it. */
export function lengthsOf({ durationMinutes, durations, pricingModel, nights }: Lengths): number[] {
  if (nights !== null) return [];
  const multiples =
    pricingModel === 'HOURLY'
      ? Array.from({ length: Math.floor(LONGEST_MINUTES / durationMinutes) }, (_, i) => (i + 1) * durationMinutes)
      : [durationMinutes];
  return [...new Set([...multiples, ...durations.map(({ minutes }) => minutes)])].toSorted((a, b) => a - b);
}

/** The longest that is sold and that so many minutes hold, by the hour in steps of its slots; the shortest where they hold none. */
export function lengthWithin(offering: Lengths, drawnMinutes: number): number {
  const { durationMinutes: own, slotMinutes, pricingModel } = offering;
  const stepped = pricingModel === 'HOURLY' ? own + Math.max(0, Math.floor((drawnMinutes - own) / slotMinutes)) * slotMinutes : own;
  const sold = [...lengthsOf(offering), stepped];
  const held = sold.filter((minutes) => minutes <= drawnMinutes);
  return held.length > 0 ? Math.max(...held) : Math.min(...sold);
}

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
