/** The business: few enough offerings and hours that everybody gets in everybody's way. */
import type { House } from './house.ts';
import type { Chance } from './chance.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Item {
  readonly offeringId: string;
  readonly startsAt: number;
  /** of nights: the check-out */
  readonly endsAt?: number;
  readonly quantity: number;
}

export interface Shop {
  readonly offerings: readonly { readonly id: string; readonly capacity: number }[];
  readonly keyId: string;
  readonly endpoints: readonly { readonly id: string; readonly url: string }[];
  /** the beds, each of which a guest has to themselves */
  readonly beds: string;
  /** an hour at which something may begin */
  someStart(chance: Chance): number;
  /** a check-in */
  someArrival(chance: Chance): number;
  /** what somebody wants to book: mostly one thing, now and then two of which each may fail */
  someItems(chance: Chance): Item[];
  /** what they type beside it: mostly nothing, now and then a code that many have */
  someCode(chance: Chance): { readonly couponCode?: string };
}

/** 10:00 in Berlin on the day on which its clocks go forward in the night */
const OPENING = Date.parse('2026-03-29T08:00:00Z');
const HOURS = 7;
/** 15:00 of the day after, and 11:00 of the one after that; the clocks stay as they are by then */
const CHECK_IN = Date.parse('2026-03-30T13:00:00Z');
const NIGHT = 20 * HOUR;
const ARRIVALS = 4;
const MOST_NIGHTS = 3;
const BEDS = 4;
/** So few that they run out: a cent that no two items share evenly, and a part of the price. */
const coupons = [
  { code: 'TENNER', kind: 'FIXED', amount: 1_001, currency: 'EUR', maxRedemptions: 2 },
  { code: 'TENTH', kind: 'PERCENT', amount: 10, maxPerCustomer: 1 },
] as const;
const endpointsOf = { ledger: ['booking.created', 'booking.cancelled'], diary: ['booking.created', 'booking.rescheduled'] };
const url = (name: string) => `http://${name}.example.com/hook`;

export async function openShop(house: House): Promise<Shop> {
  async function must<T>(name: string, input: unknown): Promise<T> {
    const outcome = await house.run(name, input);
    if (outcome?.ok !== true) throw new Error(`${name}: ${JSON.stringify(outcome)}`);
    return outcome.value as T;
  }

  const week = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({
    ...{ dayOfWeek, startTime: '08:00', endTime: '20:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null },
  }));
  const profile = {
    name: 'Atlas',
    timezone: 'Europe/Berlin',
    displayCurrency: 'EUR',
    brandColor: '#0F766E',
    logoUrl: null,
    contactEmail: null,
  };
  await must('tenants.create', { subdomain: 'atlas', sandboxOf: null, profile });
  const chairs: string[] = [];
  for (const name of ['Mia', 'Jonas']) {
    const resource = { name, kind: 'stylist', memberId: null };
    chairs.push((await must<{ resourceId: string }>('catalog.createResource', resource)).resourceId);
  }
  const { resourceId: beds } = await must<{ resourceId: string }>('catalog.createResource', { name: 'Beds', kind: 'bed', quantity: BEDS });
  const nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 1, maxNights: MOST_NIGHTS, arrivalDays: [], byDay: [] };
  const kinds = [
    { title: 'Haircut', basePriceCents: 3_500, taxBps: 1_900, resourceGroups: [chairs] },
    { title: 'Class', basePriceCents: 1_500, capacity: 4, approval: 'manual' },
    { title: 'Loft', basePriceCents: 6_000, approval: 'manual', pendingTakesPlace: false },
    { title: 'Studio', basePriceCents: 9_000, taxBps: 700, taxIncluded: true, bufferAfterMinutes: 15 },
    { title: 'Bunk', basePriceCents: 4_000, durationMinutes: 1_440, slotMinutes: 1_440, capacity: BEDS, nights, resourceGroups: [[beds]] },
  ];
  const offerings: { id: string; capacity: number }[] = [];
  for (const kind of kinds) {
    const { offeringId } = await must<{ offeringId: string }>('catalog.createOffering', { ...kind, minNoticeMinutes: 0 });
    await must('availability.setSchedule', { subjectId: offeringId, rules: week });
    await must('catalog.publishOffering', { offeringId });
    offerings.push({ id: offeringId, capacity: kind.capacity ?? 1 });
  }
  for (const coupon of coupons) await must('promotions.createCoupon', coupon);
  const key = { name: 'Site', scopes: ['read', 'write'], prefix: 'x'.repeat(28), secretHash: 'x'.repeat(60) };
  const { keyId } = await must<{ keyId: string }>('members.createApiKey', key);
  const endpoints: { id: string; url: string }[] = [];
  for (const [name, events] of Object.entries(endpointsOf)) {
    const endpoint = { url: url(name), events, secret: `whsec_${'A'.repeat(44)}` };
    const { endpointId } = await must<{ endpointId: string }>('webhooks.createEndpoint', endpoint);
    endpoints.push({ id: endpointId, url: url(name) });
  }
  const someStart = (chance: Chance): number => OPENING + chance.between(0, HOURS) * HOUR;
  const someArrival = (chance: Chance): number => CHECK_IN + chance.between(0, ARRIVALS) * DAY;
  const bunk = offerings.at(-1)?.id;
  const someItem = (chance: Chance): Item => {
    const { id, capacity } = chance.pick(offerings) ?? { id: '', capacity: 1 };
    if (id === bunk) {
      const startsAt = someArrival(chance);
      // now and then longer than anybody may stay
      const endsAt = startsAt + chance.between(0, MOST_NIGHTS + 1) * DAY + NIGHT;
      return { offeringId: id, startsAt, endsAt, quantity: chance.between(1, 4) };
    }
    return { offeringId: id, startsAt: someStart(chance), quantity: chance.between(1, Math.min(3, capacity + 1)) };
  };
  const someItems = (chance: Chance) => Array.from({ length: chance.happens(0.2) ? 2 : 1 }, () => someItem(chance));
  const someCode = (chance: Chance) => (chance.happens(0.35) ? { couponCode: chance.pick(coupons)?.code ?? '' } : {});
  return { offerings, keyId, endpoints, beds, someStart, someArrival, someItems, someCode };
}
