/** Offerings of every kind that the model allows, and the facts of a business around them. */
import fc from 'fast-check';
import { OfferingFields } from '#core/domains/catalog/model.ts';
import { defaultsFor, inOrder } from '#core/domains/catalog/rules/offerings.ts';
import { usualTypes } from '#core/domains/catalog/rules/productTypes.ts';
import type { SheetFacts } from '#core/domains/availability/rules/sheet/facts.ts';
import { inDateOrder, SheetException } from '#core/domains/availability/rules/sheet/exceptions.ts';
import { HoursRule, inWeekOrder } from '#core/domains/availability/rules/sheet/hours.ts';
import type { OfferingWithHours } from '#core/domains/availability/rules/sheet/write.ts';

const idNumber = (n: number) => String(n).padStart(20, '0');

/** Two of one name, one whose name is full of signs, and one that has left. */
export const resources = [
  { id: `res_${idNumber(1)}`, name: 'Anna', active: true },
  { id: `res_${idNumber(2)}`, name: 'Room; 1 | "B" \\', active: true },
  { id: `res_${idNumber(3)}`, name: 'Twin', active: true },
  { id: `res_${idNumber(4)}`, name: 'Twin', active: true },
  { id: `res_${idNumber(5)}`, name: 'Anna', active: false },
];

export const offerings = [
  { id: `off_${idNumber(1)}`, slug: 'yoga' },
  { id: `off_${idNumber(2)}`, slug: null },
];

export const factsOf = (changes: Partial<SheetFacts> = {}): SheetFacts => ({
  defaults: defaultsFor({ timezone: 'Europe/Berlin', displayCurrency: 'EUR' }),
  types: usualTypes.map((type) => ({ id: null, ...type })),
  resources,
  offerings,
  formerSlugs: [],
  ...changes,
});

const signs = fc.constantFrom(...`=+-@'"\\;|:,()[] \t\r\nAaé9✂`.split(''));
const anyText = (max: number) => fc.oneof(fc.string({ maxLength: max }), fc.string({ unit: signs, maxLength: max }));
const storable = (max: number) => anyText(max).filter((text) => text.isWellFormed() && !text.includes('\0'));
const name = (max: number) =>
  storable(Math.min(max, 30))
    .map((text) => text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '').trim())
    .filter((text) => text !== '');
const key = fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,8}$/);
const cents = fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 1_000_000_000_000 }));
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const upTo = (max: number) => fc.integer({ min: 0, max });
const from1 = (max: number) => fc.integer({ min: 1, max });
const differing = <T>(item: fc.Arbitrary<T>, by: (item: T) => unknown) => fc.uniqueArray(item, { maxLength: 4, selector: by });
const time = fc.tuple(upTo(23), upTo(59)).map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));

const question = fc
  .record({ key, label: name(200), required: fc.boolean(), kind: fc.constantFrom('text', 'number', 'choice', 'choices', 'yesNo', 'date') })
  .chain((said) =>
    fc
      .uniqueArray(name(120), { minLength: 1, maxLength: 3 })
      .map((options) => ({ ...said, options: said.kind === 'choice' || said.kind === 'choices' ? options : [] })),
  );

const nightsOfDay = fc
  .record({ dayOfWeek: from1(7), minNights: fc.option(from1(60)), maxNights: fc.option(from1(60)) })
  .filter(({ minNights, maxNights }) => minNights !== null || maxNights !== null);

const nights = fc
  .record({
    ...{ times: fc.tuple(time, time), stay: fc.tuple(from1(60), from1(60)), arrivalDays: fc.array(from1(7), { maxLength: 3 }) },
    days: fc.uniqueArray(nightsOfDay, { maxLength: 2, selector: ({ dayOfWeek }) => dayOfWeek }),
  })
  .map(({ times, stay, arrivalDays, days }) => {
    const [minNights, maxNights] = [Math.min(...stay), Math.max(...stay)];
    const byDay = days.filter((day) => (day.minNights ?? minNights) <= (day.maxNights ?? maxNights));
    return { checkInTime: times.toSorted()[1], checkOutTime: times.toSorted()[0], arrivalDays, byDay, minNights, maxNights };
  });

const attributeValue = fc.oneof(
  storable(40),
  fc.constantFrom('yes', 'no', '5', '-1', '', ' ', '[a; b]', 'json:1', '1e3'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)),
  fc.boolean(),
  fc.array(storable(20), { maxLength: 3 }),
);
const attributeKey = fc.oneof(fc.constantFrom('area', 'wifi', 'facilities', 'level', 'language', 'place'), key);

/** A floor that is not above the ceiling. */
const uncrossed = (bounds: { floorCents: number | null; ceilingCents: number | null }) => {
  const { floorCents, ceilingCents } = bounds;
  if (floorCents === null || ceilingCents === null) return bounds;
  return { floorCents: Math.min(floorCents, ceilingCents), ceilingCents: Math.max(floorCents, ceilingCents) };
};

const fields = fc
  .record({
    title: name(160),
    slug: fc.stringMatching(/^[a-z0-9]{1,12}(-[a-z0-9]{1,6})?$/),
    description: storable(200),
    productTypeKey: fc.constantFrom('service', 'space', 'class', 'ride', 'equipment'),
    categories: fc.uniqueArray(name(60), { maxLength: 4 }),
    attributes: fc.dictionary(attributeKey, attributeValue, { maxKeys: 5 }),
    color: fc.stringMatching(/^#[0-9a-fA-F]{6}$/),
    locationName: orNull(name(160)),
    locationAddress: orNull(name(300)),
    pricingModel: fc.constantFrom('HOURLY', 'DAILY', 'ONE_TIME', 'SUBSCRIPTION'),
    basePriceCents: cents,
    quantityTiers: fc
      .uniqueArray(fc.integer({ min: 2, max: 10_000 }), { maxLength: 4 })
      .chain((steps) =>
        fc.tuple(
          ...steps.toSorted((a, b) => a - b).map((fromQuantity) => cents.map((unitPriceCents) => ({ fromQuantity, unitPriceCents }))),
        ),
      ),
    floorCents: orNull(cents),
    ceilingCents: orNull(cents),
    plan: orNull(
      fc.record({
        period: fc.constantFrom('week', 'month', 'year'),
        visits: orNull(from1(1_000)),
        offeringIds: fc.array(fc.constantFrom(...offerings.map(({ id }) => id)), { minLength: 1, maxLength: 3 }),
      }),
    ),
    currency: fc.constantFrom('EUR', 'USD', 'JPY', 'BHD'),
    taxBps: upTo(10_000),
    taxIncluded: fc.boolean(),
    timezone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC'),
    durationMinutes: fc.integer({ min: 5, max: 1_440 }),
    durations: differing(fc.record({ minutes: fc.integer({ min: 5, max: 1_440 }), priceCents: orNull(cents) }), ({ minutes }) => minutes),
    slotMinutes: fc.integer({ min: 5, max: 1_440 }),
    capacity: from1(10_000),
  })
  .chain((some) =>
    fc
      .record({
        bufferBeforeMinutes: upTo(1_440),
        bufferAfterMinutes: upTo(1_440),
        minNoticeMinutes: upTo(525_600),
        maxAdvanceDays: from1(730),
        startTimes: fc.constantFrom('grid', 'backToBack'),
        dailyLimit: orNull(from1(10_000)),
        customerDailyLimit: orNull(from1(10_000)),
        customerOpenLimit: orNull(from1(10_000)),
        customerMoveMinutes: orNull(upTo(525_600)),
        nights: orNull(nights),
        addOns: differing(
          fc.record({ key, name: name(80), priceCents: cents, minutes: upTo(480), required: fc.boolean(), maxQuantity: from1(100) }),
          (addOn) => addOn.key,
        ),
        questions: differing(question, (asked) => asked.key),
        approval: fc.constantFrom('auto', 'manual'),
        pendingTakesPlace: fc.boolean(),
        resourceGroups: fc.array(fc.array(fc.constantFrom(...resources.map(({ id }) => id)), { minLength: 1, maxLength: 3 }), {
          maxLength: 3,
        }),
        cancellationPolicy: fc
          .tuple(fc.array(upTo(8_760), { maxLength: 4 }), fc.array(upTo(100), { minLength: 4, maxLength: 4 }))
          .map(([hours, percents]) => {
            const falling = percents.toSorted((a, b) => b - a);
            const sorted = [...new Set(hours)].toSorted((a, b) => b - a);
            return inOrder(sorted.map((hoursBefore, i) => ({ hoursBefore, refundPercent: falling[i] ?? 0 })));
          }),
        deposit: fc.oneof(
          fc.record({ kind: fc.constantFrom('none', 'fixed'), amount: upTo(1_000_000_000) }),
          fc.record({ kind: fc.constant('percent'), amount: upTo(100) }),
        ),
      })
      .map((others) => ({ ...some, ...others, ...uncrossed(some), plan: some.pricingModel === 'SUBSCRIPTION' ? some.plan : null })),
  );

const date = fc
  .integer({ min: 0, max: 4_000 })
  .map((days) => new Date(Date.UTC(2024, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));
const endTime = fc.tuple(upTo(47), upTo(59)).map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));

export const hours = fc
  .array(
    fc
      .record({
        dayOfWeek: from1(7),
        startTime: fc.oneof(fc.constantFrom('09:00', '14:00'), time),
        endTime: fc.oneof(fc.constantFrom('17:00', '24:00', '48:00'), endTime),
        slotMinutes: orNull(from1(2_880)),
        capacity: orNull(from1(100_000)),
        valid: fc.tuple(orNull(date), orNull(date)),
      })
      .map(({ valid, ...rule }) => {
        const [a, b] = valid;
        const inTurn = a !== null && b !== null && a > b;
        return HoursRule.parse({ ...rule, validFrom: inTurn ? b : a, validUntil: inTurn ? a : b });
      }),
    { maxLength: 8 },
  )
  .map(inWeekOrder);

const midnight = fc.constant('00:00');
export const exceptions = fc
  .array(
    fc
      .record({
        kind: fc.constantFrom('BLOCK', 'OPEN'),
        span: fc.tuple(date, fc.oneof(midnight, time), fc.oneof(fc.constantFrom(0, 1), upTo(400)), fc.oneof(midnight, time)),
        yearly: fc.boolean(),
        capacity: orNull(from1(100_000)),
        slotMinutes: orNull(from1(2_880)),
        reason: orNull(storable(500)),
      })
      .map(({ span: [first, start, days, until], ...exception }) => {
        const last = new Date(Date.parse(first) + days * 86_400_000).toISOString().slice(0, 10);
        return { ...exception, from: `${first}T${start}`, to: `${last}T${until}` };
      })
      .filter(({ from, to }) => from < to)
      .map((exception) => SheetException.parse(exception)),
    { maxLength: 4 },
  )
  .map(inDateOrder);

/** Each has a slug of its own, and none that the business uses already. */
export const catalogue: fc.Arbitrary<OfferingWithHours[]> = fc
  .uniqueArray(fc.record({ offering: fields, hours, exceptions }), {
    minLength: 1,
    maxLength: 4,
    selector: ({ offering }) => offering.slug,
  })
  .map((all) => all.filter(({ offering }) => offering.slug !== 'yoga'))
  .map((all) => all.map(({ offering, ...rest }) => ({ ...rest, offering: OfferingFields.parse(offering) })));
