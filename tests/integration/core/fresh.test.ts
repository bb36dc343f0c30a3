/** What a transaction has inserted is read without asking: never other rows than the database would tell. */
import fc from 'fast-check';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listingBelow, mine, type WriteDb } from '#core/data/database.ts';
import { orders, refunds } from '#core/domains/payments/tables.ts';
import { coreWorld, type CoreWorld } from './world.ts';

let world: CoreWorld;
beforeAll(async () => {
  world = await coreWorld();
});
afterAll(() => world.close());

const below = listingBelow(orders, refunds, { by: ['orderId'] });
const amounts = listingBelow(orders, refunds, { by: ['orderId', 'amountCents'], keys: ['id', 'amountCents'] });

const order = (id: string) => ({
  ...{ id, payableKind: 'booking' as const, payableId: 'bkg_1', customerId: 'cus_1', description: 'Cut', currency: 'EUR' },
  ...{ status: 'OPEN' as const, createdAt: 1, updatedAt: 1 },
});
const refund = (id: string, orderId: string) => ({
  ...{ id, orderId, paymentId: 'pay_1', amountCents: id.length, currency: 'EUR', status: 'PENDING' as const, reason: '' },
  ...{ createdAt: 1, updatedAt: 1 },
});

const ids = ['a', 'b', 'cc'] as const;
const one = fc.constantFrom(...ids);
const step = fc.oneof(
  one.map((id) => ({ kind: 'order', id, of: id }) as const),
  fc.tuple(one, one).map(([id, of]) => ({ kind: 'refund', id: `${of}/${id}`, of }) as const),
  one.map((id) => ({ kind: 'patch', id, of: id }) as const),
  fc.tuple(one, one).map(([id, of]) => ({ kind: 'remove', id: `${of}/${id}`, of }) as const),
  one.map((id) => ({ kind: 'past the records', id, of: id }) as const),
  fc.tuple(one, one).map(([id, of]) => ({ kind: 'undone', id: `${of}/${id}`, of }) as const),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function take(db: WriteDb, { kind, id, of }: Step, prefix: string): Promise<void> {
  const [name, parent] = [`${prefix}${id}`, `${prefix}${of}`];
  switch (kind) {
    case 'order':
      if ((await db.find(orders, name)) === undefined) await db.insert(orders, order(name));
      return;
    case 'refund':
      if ((await db.find(refunds, name)) === undefined) await db.insert(refunds, refund(name, parent));
      return;
    case 'patch':
      await db.patch(orders, name, { status: 'PAID' });
      return;
    case 'remove':
      await db.remove(refunds, name);
      return;
    case 'past the records':
      await db.unstamped
        .update(refunds)
        .set({ reason: 'told' })
        .where(and(mine(db, refunds), eq(refunds.orderId, parent)));
      return;
    case 'undone':
      await db
        .nested(async () => {
          if ((await db.find(refunds, name)) === undefined) await db.insert(refunds, refund(name, parent));
          throw new Error('undone');
        })
        .catch(() => undefined);
  }
}

describe('what a transaction has inserted', () => {
  it('is read as the database has it, whatever else was written', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const prefix = `run${run++}/`;
        await world.database.write(world.tenantId, async (db) => {
          for (const taken of steps) {
            await take(db, taken, prefix);
            for (const id of ids) {
              const orderId = prefix + id;
              const isOf = and(mine(db, refunds), eq(refunds.orderId, orderId));
              const inOrder = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
              expect(await db.find(orders, orderId)).toEqual((await db.list(orders, eq(orders.id, orderId)))[0]);
              const asked = await db.select().from(refunds).where(isOf);
              expect((await db.listed(below, { orderId })).toSorted(inOrder)).toEqual(asked.toSorted(inOrder));
              const amountCents = prefix.length + 3;
              const few = asked.filter((row) => row.amountCents === amountCents).map((row) => ({ id: row.id, amountCents }));
              expect((await db.listed(amounts, { orderId, amountCents })).toSorted(inOrder)).toEqual(few.toSorted(inOrder));
            }
          }
        });
      }),
      { numRuns: 150 },
    );
  });
});
