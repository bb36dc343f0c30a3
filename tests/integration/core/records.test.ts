import { and, eq, gt, inArray, isNull, lte, ne, or, sql, type SQL } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mine } from '#core/data/database.ts';
import { exceptions } from '#core/domains/availability/tables.ts';
import { coreWorld, type CoreWorld } from './world.ts';

let world: CoreWorld;
beforeAll(async () => {
  world = await coreWorld();
  await world.database.write(world.tenantId, async (db) => {
    for (let i = 0; i < 40; i++)
      await db.insert(exceptions, {
        id: `exc_${i}`,
        subjectId: `off_${i % 7}`,
        kind: i % 3 === 0 ? 'OPEN' : 'BLOCK',
        fromLocal: `2026-01-${String((i % 28) + 1).padStart(2, '0')}T00:00`,
        toLocal: `2026-02-${String((i % 28) + 1).padStart(2, '0')}T00:00`,
        capacity: i % 4 === 0 ? null : i,
        slotMinutes: null,
        reason: i % 5 === 0 ? null : `It's "n° ${i}"?`,
        yearly: i % 6 === 0,
        createdAt: i,
      });
  });
});
afterAll(() => world.close());

const subject = fc.integer({ min: 0, max: 8 }).map((n) => `off_${n}`);
const condition: fc.Arbitrary<SQL | undefined> = fc.oneof(
  subject.map((id) => eq(exceptions.subjectId, id)),
  subject.map((id) => ne(exceptions.subjectId, id)),
  fc.array(subject, { minLength: 1, maxLength: 30 }).map((ids) => inArray(exceptions.subjectId, ids)),
  fc.constantFrom('OPEN' as const, 'BLOCK' as const).map((kind) => eq(exceptions.kind, kind)),
  fc.tuple(fc.integer({ min: -1, max: 41 }), subject).map(([n, id]) => or(gt(exceptions.capacity, n), eq(exceptions.subjectId, id))),
  fc.integer({ min: 0, max: 40 }).map((n) => and(lte(exceptions.capacity, n), isNull(exceptions.slotMinutes))),
  fc.integer({ min: 0, max: 40 }).map((n) => eq(exceptions.reason, `It's "n° ${n}"?`)),
  fc.integer({ min: 0, max: 40 }).map((n) => sql`${exceptions.capacity} + ${1} > ${n}`),
  fc.constant(undefined),
);

describe('rows that meet conditions', () => {
  it('are the same whether the query was built before or anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(condition, { maxLength: 3 }), async (conditions) => {
        const [listed, anew] = await world.database.read(world.tenantId, async (db) => [
          await db.list(exceptions, ...conditions),
          await db
            .select()
            .from(exceptions)
            .where(and(mine(db, exceptions), ...conditions)),
        ]);
        const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
        expect(listed?.toSorted(byId)).toEqual(anew?.toSorted(byId));
      }),
      { numRuns: 300 },
    );
  });

  it('hold what was written, nulls and structures too', async () => {
    const row = await world.database.read(world.tenantId, (db) => db.find(exceptions, 'exc_20'));
    expect(row).toMatchObject({ capacity: null, reason: null, createdAt: 20, subjectId: 'off_6' });
    await world.database.write(world.tenantId, async (db) => {
      await db.patch(exceptions, 'exc_20', { reason: 'now', capacity: sql`coalesce(${exceptions.capacity}, 0) + 2` as never });
      await db.patch(exceptions, 'exc_20', { reason: null });
      await db.patch(exceptions, 'exc_20', {});
    });
    const changed = await world.database.read(world.tenantId, (db) => db.find(exceptions, 'exc_20'));
    expect(changed).toMatchObject({ capacity: 2, reason: null });
    expect(changed?.rev).toBeGreaterThan(row?.rev ?? 0);
  });
});
