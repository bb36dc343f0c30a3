import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exceptionsOf, exceptionsText } from '#core/domains/availability/rules/sheet/exceptions.ts';
import { hoursText, rulesOf } from '#core/domains/availability/rules/sheet/hours.ts';
import { type SheetReading, sheetReader } from '#core/domains/availability/rules/sheet/read.ts';
import { templateSheet } from '#core/domains/availability/rules/sheet/template.ts';
import { guarded, unguarded } from '#core/domains/availability/rules/sheet/text.ts';
import { type Sheet, sheetOf } from '#core/domains/availability/rules/sheet/write.ts';
import { FORMULA } from '#core/base/csv.ts';
import { csvOf, tableOf } from '#server/sheet/csv.ts';
import { catalogue, exceptions, factsOf, hours, offerings, resources } from './sheet-world.ts';

function readAll({ headings, rows }: Sheet, facts = factsOf()): SheetReading {
  const reader = sheetReader(headings, facts);
  for (const [i, cells] of rows.entries()) reader.read(cells, i + 2);
  return reader.finish();
}

/** One row in words: `{ title: 'Yoga', price: '12' }`. */
const row = (cells: Record<string, string>): SheetReading => readAll({ headings: Object.keys(cells), rows: [Object.values(cells)] });
const problemsOf = (cells: Record<string, string>) =>
  row({ title: 'Yoga', price: '12', ...cells }).problems.map(({ column, expected }) => `${column}: ${expected}`);
const offeringOf = (cells: Record<string, string>) => {
  const reading = row({ title: 'Yoga', price: '12', ...cells });
  expect(reading.problems).toEqual([]);
  return reading.offerings[0]?.offering;
};

/** An import gives new ids: a plan is compared by what it names. */
const slugOfId = new Map(offerings.map(({ id, slug }) => [id, slug ?? id]));

describe('what was exported', () => {
  test('imports to the same, whatever the catalogue holds', () => {
    fc.assert(
      fc.property(catalogue, (all) => {
        const table = tableOf(csvOf(sheetOf(all, factsOf())));
        const reading = readAll({ headings: table.headings, rows: table.rows.map(({ cells }) => cells) });
        expect(reading.problems).toEqual([]);
        expect(reading.offerings.map(({ offering }) => offering)).toEqual(
          all.map(({ offering: { plan, ...offering }, hours: open, exceptions: days }) => ({
            ...offering,
            plan:
              plan === null
                ? null
                : { period: plan.period, visits: plan.visits, offerings: plan.offeringIds.map((id) => slugOfId.get(id)) },
            hours: open,
            exceptions: days,
          })),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('runs nothing in a spreadsheet, and comes back with its apostrophes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^'*[=@+\t-]?[a1']*$/)), (cell) => {
        expect(unguarded(guarded(cell))).toBe(cell);
        expect(FORMULA.test(guarded(cell))).toBe(false);
      }),
    );
    expect(['=1+1', "'=1+1", "'s-Hertogenbosch", '+49 30 1234567'].map(guarded)).toEqual([
      "'=1+1",
      "''=1+1",
      "'s-Hertogenbosch",
      '+49 30 1234567',
    ]);
    // Whoever writes a name with an apostrophe keeps it.
    expect(offeringOf({ title: "'s-Hertogenbosch" })?.title).toBe("'s-Hertogenbosch");
  });

  test('is the template’s own rows, too', () => {
    const { defaults, types } = factsOf();
    const reading = readAll(templateSheet({ defaults, types }));
    expect(reading.problems).toEqual([]);
    expect(reading.offerings.map(({ offering }) => offering.slug)).toEqual(['haircut-with-wash', 'daylight-studio']);
  });
});

describe('hours in one cell', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(hours, (rules) => {
        expect(rulesOf(hoursText(rules))).toEqual(rules);
      }),
    );
  });

  test('are written as people write them', () => {
    const text = 'Mon-Fri 09:00-17:00; Sat 10:00-14:00 (every 30 min, capacity 4, from 2026-06-01, until 2026-08-31)';
    expect(hoursText(rulesOf(text))).toBe(text);
    expect(rulesOf(text)).toHaveLength(6);
    expect(hoursText(rulesOf('monday, wed 9-12; Fri-Mon 22:00–02:00'))).toBe('Mon, Wed 09:00-12:00; Mon, Fri-Sun 22:00-02:00');
  });

  test.each(['Mon', '9-17', 'Mon 9-17 (seats 4)', 'Someday 9-17', 'Mon 09:00-17:00 (capacity many)'])(
    '%s is told what it should be',
    (text) => {
      expect(problemsOf({ hours: text })).toHaveLength(1);
    },
  );

  test.each([
    ['Mon 25:00-26:00', 'hours: a time such as 09:00'],
    ['Mon-Sun 09:00-49:00', 'hours: a time such as 17:00, at most 48:00'],
    ['Mon 09:00-10:00 (from 2026-02-30)', 'hours: a date like 2026-06-01'],
    ['Mon 09:00-10:00 (from 2026-02-02, until 2026-02-01)', 'hours: an end that is not before the beginning'],
    ['Mon 09:00-10:00 (capacity 0)', 'hours: at least 1'],
  ])('%s is no hours: %s', (text, problem) => {
    expect(problemsOf({ hours: text })).toEqual([problem]);
  });
});

describe('days off and extra hours in one cell', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(exceptions, (days) => {
        expect(exceptionsOf(exceptionsText(days))).toEqual(days);
      }),
    );
  });

  test('are written as people write them', () => {
    const text = [
      'closed 2026-05-01',
      'open 2026-06-06 10:00-14:00 (capacity 4, every 30 min) "Market day"',
      'closed 2026-12-24 to 2026-12-26 (every year) "Christmas\\; also Ann’s"',
      'closed 2026-12-31 12:00 to 2027-01-01 18:00',
    ].join('; ');
    const days = exceptionsOf(text);
    expect(exceptionsText(days)).toBe(text);
    expect(days.map(({ from, to }) => `${from} ${to}`)).toEqual([
      '2026-05-01T00:00 2026-05-02T00:00',
      '2026-06-06T10:00 2026-06-06T14:00',
      '2026-12-24T00:00 2026-12-27T00:00',
      '2026-12-31T12:00 2027-01-01T18:00',
    ]);
    expect(days[2]).toMatchObject({ kind: 'BLOCK', yearly: true, reason: 'Christmas; also Ann’s' });
    expect(exceptionsText(exceptionsOf('CLOSED 2026-12-24 9:00 – 12:00(Every Year)'))).toBe('closed 2026-12-24 09:00-12:00 (every year)');
  });

  test.each([
    '2026-12-24',
    'closed 24.12.2026',
    'closed 2026-02-30',
    'closed 2026-12-24 09:00',
    'closed 2026-12-24 Christmas',
    'closed 2026-12-24 (weekly)',
    'closed 2026-12-24 17:00-09:00',
    'closed 2026-12-24 25:00-26:00',
    'closed 2026-12-26 to 2026-12-24',
  ])('%s is told what it should be', (text) => {
    expect(problemsOf({ exceptions: text })).toHaveLength(1);
    expect(problemsOf({ exceptions: text })[0]).toMatch(/^exceptions: /);
  });
});

describe('a row', () => {
  test('takes what is usual for what is blank or not there', () => {
    expect(offeringOf({ currency: '', hours: '' })).toEqual({
      ...factsOf().defaults,
      plan: null,
      hours: [],
      exceptions: [],
      title: 'Yoga',
      slug: 'yoga-2',
      basePriceCents: 1_200,
    });
  });

  test('is read under headings in any case, and in a person’s words', () => {
    expect(
      offeringOf({ 'Pricing model': 'one time', TAX_INCLUDED: 'No', tax: '7,5 %', 'attr:wifi': 'yes', Type: 'Space', duration: '45' }),
    ).toMatchObject({ pricingModel: 'ONE_TIME', taxIncluded: false, taxBps: 750, attributes: { wifi: true }, productTypeKey: 'space' });
    expect(offeringOf({ price: '12,5' })?.basePriceCents).toBe(1_250);
    expect(offeringOf({ price: '1250', currency: 'jpy' })?.basePriceCents).toBe(1_250);
    expect(offeringOf({ resources: 'Anna | Room\\; 1 \\| "B" \\\\' })?.resourceGroups).toEqual([[resources[0]?.id, resources[1]?.id]]);
  });

  test.each<[Record<string, string>, string]>([
    [{ title: '' }, 'title: a title'],
    [{ price: '' }, 'price: a price'],
    [{ price: '1,234.50' }, 'price: an amount like 12.00'],
    [{ price: '12.345' }, 'price: an amount like 12.00'],
    [{ price: '12.5', currency: 'JPY' }, 'price: an amount like 12'],
    [{ price: '-1' }, 'price: an amount like 12.00'],
    [{ currency: 'EURO' }, 'currency: a currency like EUR or USD'],
    [{ timezone: 'Berlin' }, 'timezone: a time zone like Europe/Berlin'],
    [{ type: 'castle' }, 'type: a product type: service, space, class, ride, equipment'],
    [{ resources: 'Bob' }, 'resources: the name of a resource; there is no Bob'],
    [{ resources: 'Twin' }, 'resources: the id of one: 2 resources are called Twin'],
    [{ slug: 'Not a slug' }, 'slug: lower-case letters, digits and single hyphens'],
    [{ slug: 'yoga' }, 'slug: another slug: an offering of the catalogue has it'],
    [{ duration: 'an hour' }, 'duration: a whole number like 60'],
    [{ duration: '3' }, 'duration: at least 5'],
    [{ capacity: '10001' }, 'capacity: at most 10000'],
    [{ deposit: '120%' }, 'deposit: at most 100 per cent'],
    [{ cancellation: '24h=50%; 48h=20%' }, 'cancellation: steps that give back less the later it is'],
    [{ type: 'space', 'attr:area': 'large' }, 'attr:area: a number'],
    [{ type: 'class', 'attr:level': 'Expert' }, "attr:level: one of 'All levels', 'Beginners', 'Intermediate', 'Advanced'"],
    [{ plan: 'month: 8 visits to yoga' }, 'plan: none: only what is sold as SUBSCRIPTION has a plan'],
    [
      { pricingModel: 'SUBSCRIPTION', plan: 'month: 8 visits to pilates' },
      'plan: the slug of an offering, of this file or of the catalogue',
    ],
    [{ color: 'red' }, 'color: a colour like #0F766E'],
    [{ floor: '50', ceiling: '10' }, 'ceiling: at least as much as the floor'],
    [{ title: 'x'.repeat(161) }, 'title: at most 160 characters'],
    [{ nights: 'two nights' }, 'nights: nights like 15:00-11:00, 2-14 nights, arrive Fri Sat, at least 3 on Fri, at most 7 on Fri'],
    [{ nights: '11:00-15:00, 1-3 nights' }, 'nights: a time not after checkInTime: who leaves makes room for who comes'],
  ])('%j has one problem: %s', (cells, problem) => {
    expect(problemsOf(cells)).toEqual([problem]);
  });

  test('is told all of its problems at once', () => {
    const found = problemsOf({ title: '', price: 'free', capacity: '0', timezone: 'Mars', hours: 'always' });
    const columns = found.map((problem) => problem.slice(0, problem.indexOf(':')));
    expect(columns.toSorted()).toEqual(['capacity', 'hours', 'price', 'timezone', 'title']);
  });
});

describe('a file', () => {
  const sheet = (headings: readonly string[], ...rows: readonly (readonly string[])[]) => readAll({ headings, rows });

  test('without a column that is needed, with one that is not known, or with one twice is told so', () => {
    expect(
      sheet(['title', 'Rating', 'TITLE', 'attr:no way']).problems.map(({ row: at, column, expected }) => [
        at,
        column,
        expected.slice(0, 20),
      ]),
    ).toEqual([
      [1, 'Rating', 'a column of the temp'],
      [1, 'TITLE', 'each column once'],
      [1, 'attr:no way', 'a column of the temp'],
      [1, 'price', 'a column price'],
    ]);
  });

  test('gives each row a slug of its own; those that were written come first', () => {
    const { offerings: found, problems } = sheet(
      ['title', 'price', 'slug'],
      ['Pilates', '1', ''],
      ['Other', '1', 'pilates'],
      ['Pilates', '1', ''],
      ['Yoga', '1', ''],
    );
    expect(problems).toEqual([]);
    expect(found.map(({ offering }) => offering.slug)).toEqual(['pilates-2', 'pilates', 'pilates-3', 'yoga-2']);
    expect(sheet(['title', 'price', 'slug'], ['A', '1', 'a'], ['', '', ''], ['B', '1', 'a']).problems).toEqual([
      { row: 4, column: 'slug', value: 'a', expected: 'another slug: row 2 has it' },
    ]);
  });

  test('may name its own offerings in a plan, before or behind', () => {
    const { problems } = sheet(
      ['title', 'price', 'pricingModel', 'slug', 'plan'],
      ['Pass', '80', 'SUBSCRIPTION', 'pass', 'month: 8 visits to pilates, yoga'],
      ['Pilates', '12', '', 'pilates', ''],
    );
    expect(problems).toEqual([]);
  });

  test('lists five thousand problems, and counts all', () => {
    const rows = Array.from({ length: 3_000 }, () => ['', 'free']);
    const { problems, problemCount, rows: count } = sheet(['title', 'price'], ...rows);
    expect([problems.length, problemCount, count]).toEqual([5_000, 6_000, 3_000]);
  });

  test('may not hold cells without a heading', () => {
    const { problems } = sheet(['title', 'price'], ['A', '1', '', 'lost'], ['B', '2', '', '']);
    expect(problems).toMatchObject([{ row: 2, column: '', value: 'lost', expected: expect.stringContaining('no heading') as string }]);
  });
});
