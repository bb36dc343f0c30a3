import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Email, idOf, Name } from '#core/contracts/fields.ts';
import { issuesOf } from '#core/engine/engine.ts';

/** What is said of the one field `it`. */
function saidOf(schema: z.ZodType, it: unknown): string[] {
  const { error } = z.strictObject({ it: schema }).safeParse(it === undefined ? {} : { it });
  return error === undefined ? [] : issuesOf(error).map(({ path, expected }) => `${path}: ${expected}`);
}

const Required = z.strictObject({ code: z.string() }).partial().required({ code: true });

describe('what was expected of a field', () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ['that is missing', z.strictObject({}), undefined, 'it: an object'],
    ['that must be said', Required, {}, 'it.code: a value'],
    ['of another kind', z.int(), '2', 'it: a number'],
    ['that is no whole number', z.int(), 1.5, 'it: a whole number'],
    ['that is yes or no', z.boolean(), 'yes', 'it: true or false'],
    ['that is too small', z.int().min(1), 0, 'it: a number of at least 1'],
    ['that is too big', z.int().max(100), 101, 'it: a number of at most 100'],
    ['that is too long', z.string().max(3), 'four', 'it: at most 3 characters'],
    ['that is empty', z.string().min(1), '', 'it: at least 1 character'],
    ['that holds nothing', z.array(z.string()).min(1), [], 'it: at least 1 entry'],
    ['that is one of several', z.enum(['PERCENT', 'FIXED']), 'HALF', 'it: one of PERCENT, FIXED'],
    ['that is one thing alone', z.literal(true), false, 'it: true'],
    ['that is an email address', Email, 'nope', 'it: an email address like name@example.com'],
    ['that is an address', z.url({ protocol: /^https?$/ }), 'javascript:alert(1)', 'it: an address like https://example.com/'],
    ['that is a date', z.iso.date(), '2026-13-01', 'it: a date like 2026-05-12'],
    ['that is an id', idOf('off'), 'x', 'it: an id like off_…'],
    ['that may be of two forms', z.union([z.string(), z.int()]), null, 'it: text, or a number'],
    ['inside of the form that it has', z.union([z.string(), z.strictObject({ x: z.int() })]), { x: 's' }, 'it.x: a number'],
    ['that nobody asked for', z.strictObject({}), { more: 1 }, 'it.more: no such field'],
  ])('%s', (_, schema, it, said) => {
    expect(saidOf(schema, it)).toEqual([said]);
  });

  test('is nothing where it is right', () => {
    expect(saidOf(Name(), 'Ada')).toEqual([]);
  });
});
