import type { OfferingFields, OfferingStatus } from '../model.ts';
import { refuse } from '../../../base/refusal.ts';
import { slugOf as slugIn, stemOf } from '../../../base/slugs.ts';

/** A title as an address: `Soho Loft & Garden` → `soho-loft-garden`. `offering` where nothing of it is left. */
export const slugOf = (title: string): string => slugIn(title) || 'offering';

/** The first of slug, slug-2, slug-3 … that is free. */
export function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug;
  const stem = stemOf(slug);
  let n = 2;
  while (taken.has(`${stem}-${n}`)) n++;
  return `${stem}-${n}`;
}

type Bounds = Pick<OfferingFields, 'floorCents' | 'ceilingCents'>;

/** A floor above the ceiling: no price keeps both. */
export const areCrossed = ({ floorCents, ceilingCents }: Bounds): boolean =>
  floorCents !== null && ceilingCents !== null && floorCents > ceilingCents;

export const CROSSED = 'at least as much as the floor';

export const boundsIssues = (bounds: Bounds): { path: string; expected: string }[] =>
  areCrossed(bounds) ? [{ path: 'ceilingCents', expected: CROSSED }] : [];

const moves: Record<OfferingStatus, readonly OfferingStatus[]> = {
  DRAFT: ['PUBLISHED', 'ARCHIVED'],
  PUBLISHED: ['DRAFT', 'ARCHIVED'],
  ARCHIVED: ['DRAFT'],
};

/** @throws Refusal `invalid_transition` {status, move} */
export function mustMove(from: OfferingStatus, to: OfferingStatus): void {
  if (from !== to && !moves[from].includes(to)) refuse('invalid_transition', { status: from, move: to });
}

export function defaultsFor({
  timezone,
  displayCurrency,
}: {
  timezone: string;
  displayCurrency: string;
}): Omit<OfferingFields, 'title' | 'slug' | 'basePriceCents'> {
  return {
    description: '',
    productTypeKey: 'service',
    categories: [],
    attributes: {},
    color: '#0F766E',
    locationName: null,
    locationAddress: null,
    pricingModel: 'ONE_TIME',
    quantityTiers: [],
    floorCents: null,
    ceilingCents: null,
    plan: null,
    currency: displayCurrency,
    taxBps: 0,
    taxIncluded: true,
    timezone,
    durationMinutes: 60,
    durations: [],
    slotMinutes: 30,
    startTimes: 'grid',
    dailyLimit: null,
    customerDailyLimit: null,
    customerOpenLimit: null,
    nights: null,
    addOns: [],
    questions: [],
    capacity: 1,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    minNoticeMinutes: 0,
    maxAdvanceDays: 90,
    approval: 'auto',
    pendingTakesPlace: true,
    resourceGroups: [],
    customerMoveMinutes: 0,
    cancellationPolicy: [{ hoursBefore: 24, refundPercent: 100 }],
    deposit: { kind: 'none', amount: 0 },
  };
}

/** Steps from the most notice to the least, each asked for once. */
export function inOrder<T extends { hoursBefore: number }>(policy: readonly T[]): T[] {
  const byHours = new Map(policy.map((step) => [step.hoursBefore, step]));
  return [...byHours.values()].toSorted((a, b) => b.hoursBefore - a.hoursBefore);
}
