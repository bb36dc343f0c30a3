/** Which of a request's items keep their time from others before staff answer it, and how the rest of them get theirs. */
import type { CommandContext } from '../../../contracts/command.ts';
import type { WriteDb } from '../../../data/database.ts';
import { isFree, mustBeFree, type SpanRequest } from '../../availability/store/free.ts';
import { giveTimeBack, listKeepers, takeTime } from '../../availability/store/occupancies.ts';
import { mustLoadOffering } from '../../catalog/store.ts';
import { asBooked } from '../rules/addOns.ts';
import { bookingItems } from '../tables.ts';
import { type ItemRow, listItems, mustLoadBooking } from './bookings.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

/** A request that waits for an approval, and for no money, gives back the time of whatever its offering leaves to others until then. */
export async function leaveOpen(db: WriteDb, bookingId: string): Promise<void> {
  const { status, paymentDueAt } = await mustLoadBooking(db, bookingId);
  if (status !== 'PENDING' || paymentDueAt !== null) return;
  for (const { id, offeringId } of await listItems(db, bookingId)) {
    const { approval, pendingTakesPlace } = await mustLoadOffering(db, offeringId);
    if (approval === 'manual' && !pendingTakesPlace) await giveTimeBack(db, id);
  }
}

/** Whoever serves now goes on, where the offering still needs them and they can; else whoever is free, or nobody where it needs nobody. */
export async function whoServes(
  db: WriteDb,
  { asked, serving }: { asked: SpanRequest; serving: string | undefined },
): Promise<string | undefined> {
  if (serving === undefined || !asked.offering.resourceGroups.flat().includes(serving)) return undefined;
  return (await isFree(db, { ...asked, resourceId: serving })) ? serving : undefined;
}

/**
 * Whatever of it was left open to others is taken now. Staff who confirm set policy aside, as it was kept when it was asked for.
 * Refuses `booking_conflict`, `invalid_service` {reason: quantity}.
 */
export async function takePlaces(world: World, bookingId: string): Promise<void> {
  const items = await listItems(world.db, bookingId);
  const ids = items.map(({ id }) => id);
  const keepers = await listKeepers(world.db, ids);
  for (const item of items) if (!keepers.has(item.id)) await takePlace(world, item);
}

async function takePlace({ db, ctx }: World, item: ItemRow): Promise<void> {
  const { startsAt, endsAt, quantity, addOns } = item;
  const { now, serverNow } = ctx;
  const span = { startsAt, endsAt };
  const offering = asBooked(await mustLoadOffering(db, item.offeringId), item);
  const asked = { offering, span, quantity, addOns, now, serverNow, overridePolicy: true };
  const serving = await whoServes(db, { asked, serving: item.resourceIds[0] });
  const resourceIds = [...(await mustBeFree(db, { ...asked, resourceId: serving }))];
  await takeTime({ db, ctx }, { offering, ...span, quantity, resourceIds, source: 'booking', sourceId: item.id, expiresAt: null });
  await db.patch(bookingItems, item.id, { resourceIds });
}
