import { expect, test } from 'vitest';
import { z } from 'zod';
import { Cents, Currency, idOf } from '#core/contracts/fields.ts';
import { serializeAnswers } from '#server/doors/http/serialize.ts';

const Answer = z.strictObject({
  id: idOf('bkg'),
  at: z.iso.datetime().nullable(),
  count: z.int(),
  cents: Cents,
  currency: Currency,
  status: z.enum(['OPEN', 'SHUT']),
  kind: z.literal('x').optional(),
  isNew: z.boolean(),
  tags: z.array(z.string()),
  data: z.record(z.string(), z.unknown()),
  either: z.union([z.string(), z.null()]),
});

const good = {
  ...{ id: `bkg_${'0'.repeat(20)}`, at: '2026-05-12T15:00:00.000Z', count: 3, cents: 0, currency: 'EUR', status: 'OPEN', isNew: true },
  ...{ tags: ['a'], data: { deep: [{ any: 1 }] }, either: null },
};
const serialize = serializeAnswers({ schema: Answer, method: 'GET', url: '/' });

test.each([
  ['as it is', good],
  ['with null and what is optional', { ...good, at: null, kind: 'x', either: 'text' }],
  ['empty within', { ...good, tags: [], data: {} }],
])('an answer that is what was promised is sent unchanged: %s', (_case, answer) => {
  expect(serialize(answer)).toBe(JSON.stringify(answer));
});

const { count: _count, ...withoutCount } = good;

test.each([
  ['a field too many', { ...good, extra: 1 }],
  ['a field too few', withoutCount],
  ['a field too few and one too many', { ...withoutCount, extra: 1 }],
  ['a wrong id', { ...good, id: 'bkg_1' }],
  ['no text', { ...good, id: 7 }],
  ['a wrong instant', { ...good, at: 'yesterday' }],
  ['half a number', { ...good, count: 1.5 }],
  ['a number that is none', { ...good, count: '3' }],
  ['less than nothing', { ...good, cents: -1 }],
  ['too much', { ...good, cents: 10 ** 13 }],
  ['no currency', { ...good, currency: 'XXQ' }],
  ['another status', { ...good, status: 'AJAR' }],
  ['another literal', { ...good, kind: 'y' }],
  ['no boolean', { ...good, isNew: 1 }],
  ['no list', { ...good, tags: 'a' }],
  ['a list of other things', { ...good, tags: [1] }],
  ['a list for an object', { ...good, data: [] }],
  ['null for an object', { ...good, data: null }],
  ['neither of two', { ...good, either: 1 }],
  ['nothing', null],
])('an answer that is not is a fault: %s', (_case, answer) => {
  expect(() => serialize(answer)).toThrow('match the schema');
});
