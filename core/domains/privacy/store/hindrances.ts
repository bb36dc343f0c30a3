import { refuse } from '../../../base/refusal.ts';
import { instantToWall } from '../../../base/zone.ts';
import type { ReadDb } from '../../../data/database.ts';
import { findOffering } from '../../catalog/store.ts';
import { summariesOf } from '../../payments/store/orders.ts';
import type { Theirs } from './theirs.ts';

const ahead: readonly string[] = ['PENDING', 'CONFIRMED', 'CHECKED_IN'];
const kept: readonly string[] = ['SAVED', 'AUTHORISED'];

/** Refuses `in_use` {kind: bookings, card, money or plan; count}. */
export async function mustBeSettled(db: ReadDb, theirs: Theirs, now: number): Promise<void> {
  inTheWay('bookings', theirs.bookings.filter(({ status, endsAt }) => ahead.includes(status) && endsAt > now).length);
  inTheWay('card', theirs.payments.filter(({ status }) => kept.includes(status)).length);
  const underWay = [...theirs.payments, ...theirs.refunds].filter(({ status }) => status === 'PENDING').map(({ orderId }) => orderId);
  const unequal = (await summariesOf(db, theirs.orders)).filter(({ dueCents }) => dueCents !== 0).map(({ id }) => id);
  inTheWay('money', new Set([...underWay, ...unequal]).size);
  let running = 0;
  for (const { offeringId, endsOn } of theirs.subscriptions) {
    const zone = (await findOffering(db, offeringId))?.timezone ?? 'UTC';
    if (endsOn === null || endsOn >= instantToWall(zone, now).date) running++;
  }
  inTheWay('plan', running);
}

function inTheWay(kind: string, count: number): void {
  if (count > 0) refuse('in_use', { kind, count });
}
