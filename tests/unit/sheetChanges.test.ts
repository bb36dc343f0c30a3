import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KnownOffering, SheetFacts } from '#core/domains/availability/rules/sheet/facts.ts';
import { type SheetReading, sheetReader } from '#core/domains/availability/rules/sheet/read.ts';
import { type OfferingWithHours, rowOf, type Sheet, sheetOf } from '#core/domains/availability/rules/sheet/write.ts';
import { csvOf, tableOf } from '#server/sheet/csv.ts';
import { catalogue, factsOf, offerings } from './sheet-world.ts';

const slugOfId = new Map(offerings.map(({ id, slug }) => [id, slug]));
const idOf = (i: number) => `off_${String(100 + i).padStart(20, '0')}`;

/** The business that a catalogue is of. */
function houseOf(all: readonly OfferingWithHours[], status: KnownOffering['status'] = 'DRAFT'): SheetFacts {
  const known = all.map((one, i) => ({ id: idOf(i), status, fields: rowOf(one, slugOfId) }));
  return factsOf({ offerings: [...offerings, ...known.map(({ id, fields }) => ({ id, slug: fields.slug }))], known });
}

const withIds = (all: readonly OfferingWithHours[]) =>
  all.map((one, i) => ({ ...one, offering: { ...one.offering, id: idOf(i) } as never }));

function readAll({ headings, rows }: Sheet, facts: SheetFacts): SheetReading {
  const reader = sheetReader(headings, facts);
  for (const [i, cells] of rows.entries()) reader.read(cells, i + 2);
  return reader.finish();
}

/** By way of a file. */
function throughFile(sheet: Sheet, facts: SheetFacts): SheetReading {
  const { headings, rows } = tableOf(csvOf(sheet));
  return readAll({ headings, rows: rows.map(({ cells }) => cells) }, facts);
}

const pilates: OfferingWithHours = (() => {
  const reading = readAll(
    {
      headings: [
        'title',
        'slug',
        'price',
        'hours',
        'exceptions',
        'dailyLimit',
        'description',
        'duration',
        'categories',
        'attr:level',
        'attr:room',
      ],
      rows: [
        [
          'Pilates',
          'pilates',
          '12',
          'Mon 09:00-12:00; Tue 09:00-12:00',
          'closed 2026-12-24',
          '4',
          'Slow',
          '45',
          'Body; Mind',
          'easy',
          'blue',
        ],
      ],
    },
    factsOf(),
  );
  const offering = reading.offerings[0]?.offering;
  if (offering === undefined) throw new Error('Pilates can’t be read');
  const { hours, exceptions, ...fields } = offering;
  // It has no plan, and so none that names its offerings otherwise.
  return { offering: fields as OfferingWithHours['offering'], hours, exceptions };
})();

const house = houseOf([pilates]);
const row = (cells: Record<string, string>, facts = house) =>
  readAll({ headings: Object.keys(cells), rows: [Object.values(cells)] }, facts);
const changesIn = (cells: Record<string, string>, facts?: SheetFacts) => {
  const { problems, changed } = row({ slug: 'pilates', ...cells }, facts);
  expect(problems).toEqual([]);
  return changed.map(({ cells: all }) => all.map(({ column, from, to }) => `${column}: ${from} → ${to}`)).flat();
};

describe('what was exported', () => {
  test('changes nothing, by id and by slug', () => {
    fc.assert(
      fc.property(catalogue, fc.boolean(), (all, byId) => {
        const facts = houseOf(all, 'PUBLISHED');
        const reading = throughFile(sheetOf(byId ? withIds(all) : all, facts), facts);
        expect(reading).toMatchObject({ problems: [], changed: [], offerings: [], same: all.length });
      }),
      { numRuns: 200 },
    );
  });

  test('makes another of any catalogue: what changes beside what stays is what the file says', () => {
    let seen = 0;
    fc.assert(
      fc.property(catalogue, catalogue, (before, after) => {
        const renamed = after.slice(0, before.length).map((one, i) => ({
          ...one,
          offering: { ...one.offering, slug: before[i]?.offering.slug ?? '' },
        }));
        const facts = houseOf(before);
        const { headings, rows } = sheetOf(renamed, facts);
        const { problems, changed, same } = throughFile({ headings, rows }, facts);
        // Of another type, its attributes may be none by now: said, as where it is edited by hand.
        expect(problems.filter(({ column }) => !column.startsWith('attr:'))).toEqual([]);
        if (problems.length > 0) return;
        expect(changed.length + same).toBe(renamed.length);
        seen += changed.length;
        for (const [i, one] of renamed.entries()) {
          const known = facts.known?.[i];
          const change = changed.find(({ id }) => id === known?.id);
          const result = { ...known?.fields, ...change?.changes };
          // What no column speaks of stays; a category is the same however it is spelt.
          const { attributes, ...fields } = rowOf(one, slugOfId);
          const kept = Object.entries(known?.fields.attributes ?? {}).filter(([key]) => !headings.includes(`attr:${key}`));
          expect({ ...result, categories: [] }).toEqual({
            ...fields,
            attributes: { ...Object.fromEntries(kept), ...attributes },
            categories: [],
          });
        }
      }),
      { numRuns: 150 },
    );
    expect(seen).toBeGreaterThan(100);
  });
});

describe('a row of an offering that there is', () => {
  test('needs nothing but its slug or id, and touches what the file has a column for', () => {
    expect(changesIn({ price: '15' })).toEqual(['price: 12.00 → 15.00']);
    const { changed } = row({ id: idOf(0), price: '15', hours: 'Mon 10-12' });
    expect(changed).toMatchObject([
      {
        id: idOf(0),
        onSale: false,
        changes: { basePriceCents: 1_500, hours: [{ dayOfWeek: 1, startTime: '10:00' }] },
        seen: { basePriceCents: 1_200 },
      },
    ]);
    expect(Object.keys(changed[0]?.changes ?? {})).toEqual(['basePriceCents', 'hours']);
  });

  test('says nothing where it says the same in other words', () => {
    expect(
      row({ slug: 'pilates', hours: 'Tue 9-12; Mon 9:00-12:00', categories: 'body; MIND', price: '12,0', 'attr:level': 'easy' }),
    ).toMatchObject({
      ...{ same: 1, changed: [], problems: [] },
    });
  });

  test('empties with a blank cell what may be empty, and leaves alone what may not', () => {
    expect(
      changesIn({ title: '', price: '', duration: '', dailyLimit: '', description: '', hours: '', exceptions: '', 'attr:level': '' }),
    ).toEqual([
      'dailyLimit: 4 → ',
      'description: Slow → ',
      'hours: Mon-Tue 09:00-12:00 → ',
      'exceptions: closed 2026-12-24 → ',
      'attr:level: easy → ',
    ]);
  });

  test('keeps the attributes that have no column', () => {
    const { changed } = row({ slug: 'pilates', 'attr:level': 'hard', 'attr:size': '5' });
    expect(changed[0]?.changes.attributes).toEqual({ level: 'hard', room: 'blue', size: 5 });
  });

  test('gets another slug by its id, unless somebody has it', () => {
    expect(row({ id: idOf(0), slug: 'mat' }).changed).toMatchObject([{ cells: [{ column: 'slug', from: 'pilates', to: 'mat' }] }]);
    expect(row({ id: idOf(0), slug: 'yoga' }).problems).toMatchObject([
      { column: 'slug', expected: 'another slug: an offering of the catalogue has it' },
    ]);
  });

  test('is its only one', () => {
    const reading = readAll(
      {
        headings: ['slug', 'id', 'price'],
        rows: [
          ['pilates', '', '1'],
          ['', idOf(0), '2'],
        ],
      },
      house,
    );
    expect(reading.problems).toMatchObject([{ row: 3, column: 'id', expected: 'one row for each offering: row 2 has it' }]);
  });

  test('is a new one where it is of another business, which needs a title and a price', () => {
    const { problems, offerings: found } = row({ id: `off_${'z'.repeat(20)}`, slug: 'new', duration: '30' });
    expect(found).toEqual([]);
    expect(problems.map(({ row: at, column }) => [at, column])).toEqual([
      [1, 'title'],
      [1, 'price'],
      [2, 'title'],
      [2, 'price'],
    ]);
  });

  test('on sale keeps what its type and its price need', () => {
    const definition = { key: 'level', label: 'Level', kind: 'text', unit: null, required: true, options: [], filterable: false } as const;
    const types = house.types.map((type) => ({ ...type, attributes: [definition as never] }));
    const onSale = { ...houseOf([pilates], 'PUBLISHED'), types };
    expect(row({ slug: 'pilates', 'attr:level': '' }, onSale).problems).toMatchObject([{ column: 'attr:level', expected: 'Level' }]);
    expect(row({ slug: 'pilates', 'attr:level': '' }, { ...house, types }).problems).toEqual([]);
    expect(row({ slug: 'pilates', pricingModel: 'SUBSCRIPTION' }, onSale).problems).toMatchObject([{ column: 'plan' }]);
  });

  test('is told what it can’t read, like any other', () => {
    expect(row({ slug: 'pilates', price: 'dear', timezone: 'Mars' })).toMatchObject({
      changed: [],
      problems: [{ column: 'price' }, { column: 'timezone' }],
    });
  });
});
