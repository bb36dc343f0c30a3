/** Who came has paid, most of them with a card. A few are still owed, as everywhere. */
import { inArray } from 'drizzle-orm';
import { MINUTE } from '#core/base/time.ts';
import type { Engine } from '#core/engine/engine.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import type { Catalogue } from './catalogue.ts';
import { chance } from './chance.ts';
import { desk } from './bookings.ts';
import { demoTenantId, type Run } from './run.ts';

interface Till {
  readonly run: Run;
  readonly catalogue: Catalogue;
  readonly now: number;
}

export async function payVisits({ database }: Engine, { run, catalogue, now }: Till): Promise<void> {
  const came = await database.read(demoTenantId, async (db) => {
    const visits = await db.list(bookings, inArray(bookings.status, ['CHECKED_IN', 'COMPLETED']));
    return visits.filter(({ orderId }) => orderId !== null).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  });
  await Promise.all(
    came
      .filter(({ id, status }) => chance(`${id}/pays`) < (status === 'COMPLETED' ? 0.97 : 0.5))
      .map(({ id, orderId, totalCents: amountCents, startsAt }) => {
        const method = chance(`${id}/pays/how`) < 0.7 ? 'terminal' : 'cash';
        const at = Math.min(now, startsAt + 10 * MINUTE);
        return run({ key: `${id}/pays`, name: 'payments.record', input: { orderId, method, amountCents }, at, actor: desk(catalogue, id) });
      }),
  );
}
