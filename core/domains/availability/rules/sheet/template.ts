/** Two offerings to begin with, that show every column which needs showing. */
import { defaultsFor } from '../../../catalog/rules/offerings.ts';
import type { SheetFacts } from './facts.ts';
import type { SheetException } from './exceptions.ts';
import type { HoursRule } from './hours.ts';
import { type Sheet, sheetOf } from './write.ts';

const open = (days: readonly number[], [startTime, endTime]: readonly [string, string]): HoursRule[] =>
  days.map((dayOfWeek) => ({ dayOfWeek, startTime, endTime, slotMinutes: null, capacity: null, validFrom: null, validUntil: null }));

export function templateSheet({ types, defaults }: Pick<SheetFacts, 'types' | 'defaults'>): Sheet {
  const usual = defaultsFor({ timezone: defaults.timezone, displayCurrency: defaults.currency });
  const haircut = {
    ...usual,
    ...{ title: 'Haircut with wash', slug: 'haircut-with-wash', description: 'Wash, cut and finish.', categories: ['Hair'] },
    ...{ basePriceCents: 4_500, durationMinutes: 45, bufferAfterMinutes: 10, minNoticeMinutes: 120 },
    durations: [{ minutes: 90, priceCents: 8_000 }],
    addOns: [{ key: 'beard', name: 'Beard trim', priceCents: 1_500, minutes: 15, required: false, maxQuantity: 1 }],
    questions: [{ key: 'allergies', label: 'Allergies?', kind: 'text' as const, required: false, options: [] }],
    cancellationPolicy: [
      { hoursBefore: 48, refundPercent: 100 },
      { hoursBefore: 24, refundPercent: 50 },
    ],
  };
  const studio = {
    ...usual,
    ...{ title: 'Daylight studio', slug: 'daylight-studio', description: 'A white studio with a cyclorama.', productTypeKey: 'space' },
    ...{ categories: ['Studios'], attributes: { area: 80, wifi: true }, pricingModel: 'HOURLY' as const, basePriceCents: 6_000 },
    ...{ slotMinutes: 60, capacity: 1, approval: 'manual' as const, locationName: 'Back building', locationAddress: 'Example Street 1' },
    quantityTiers: [{ fromQuantity: 4, unitPriceCents: 5_000 }],
    deposit: { kind: 'percent' as const, amount: 20 },
  };
  const facts: SheetFacts = { defaults, types, resources: [], offerings: [], formerSlugs: [] };
  const christmas: SheetException = {
    ...{ kind: 'BLOCK', from: '2026-12-24T00:00', to: '2026-12-27T00:00', yearly: true, reason: 'Christmas' },
    ...{ capacity: null, slotMinutes: null },
  };
  const saturday = open([6], ['10:00', '14:00']);
  return sheetOf(
    [
      { offering: haircut, hours: [...open([1, 2, 3, 4, 5], ['09:00', '17:00']), ...saturday], exceptions: [christmas] },
      { offering: studio, hours: open([1, 2, 3, 4, 5, 6, 7], ['08:00', '22:00']), exceptions: [] },
    ],
    facts,
  );
}
