import { Refusal, refuse } from '../../../base/refusal.ts';
import { confirmationCodeOf } from '../../../base/ids.ts';
import { type Actor, staff } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import type { ReadDb, WriteDb } from '../../../data/database.ts';
import { refuseService } from '../../availability/refusals.ts';
import { spanOf } from '../../availability/rules/request.ts';
import { mustBeFree } from '../../availability/store/free.ts';
import { findHold, giveTimeBack, takeTime } from '../../availability/store/occupancies.ts';
import type { Offering } from '../../catalog/model.ts';
import { loadResourceNames, mustLoadOffering } from '../../catalog/store.ts';
import type { CustomerContact } from '../../customers/model.ts';
import { findOrAddCustomer, mustLoadCustomer } from '../../customers/store.ts';
import { priced } from '../../pricing/rules/priced.ts';
import { type Line, totalsOf } from '../../pricing/rules/totals.ts';
import { factsOf, statusChanged, told, type ToldBooking, type ToldItem } from '../events.ts';
import { type ItemRequest, NewBooking } from '../model.ts';
import { strictestOf } from '../rules.ts';
import { byStart } from '../store.ts';
import { bookingItems, bookings } from '../tables.ts';

export interface Booked {
  readonly bookingId: string;
  readonly confirmationCode: string;
  readonly status: 'CONFIRMED' | 'PENDING';
}

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

/**
 * All items or none. Confirmed at once where every offering confirms by itself or staff say so, else PENDING, which takes its
 * place too. Refuses `booking_conflict`, `hold_expired`, `invalid_service`, `not_found`.
 */
export const createBooking = defineCommand({
  name: 'bookings.create',
  allow: { roles: staff, scope: 'write', customers: true },
  offline: true,
  input: NewBooking,
  run: (world, input) => book(world, { input, seriesId: null }),
});

interface Order {
  readonly input: NewBooking;
  /** of a series booked in one go */
  readonly seriesId: string | null;
}

/** What `bookings.create` does, for commands that book several. */
export async function book(world: World, { input, seriesId }: Order): Promise<Booked> {
  const { db, ctx } = world;
  mayAsk(ctx.actor, input);
  const bookingId = ctx.newId('bkg');
  const holdExpired = await useHold(world, input.holdId);
  const { items, policy, approval, currency } = await takeItems(world, { bookingId, input, holdExpired });
  const booker = await bookerOf(world, input.customer);
  const isConfirmed = confirmsAtOnce(ctx.actor, { confirm: input.confirm, approval, source: input.source });
  const booking = {
    id: bookingId,
    confirmationCode: confirmationCodeOf(bookingId),
    status: isConfirmed ? ('CONFIRMED' as const) : ('PENDING' as const),
    source: input.source,
    seriesId,
    ...booker,
    startsAt: Math.min(...items.map(({ startsAt }) => startsAt)),
    endsAt: Math.max(...items.map(({ endsAt }) => endsAt)),
    ...totalsOf(items.map(({ line }) => line)),
    currency,
    cancellationPolicy: policy,
    notes: input.notes,
    customerNotes: input.customerNotes,
    sequence: 0,
    confirmedAt: isConfirmed ? ctx.now : null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  await db.insert(bookings, booking);
  tell(ctx, { booking: { ...booking, tenantId: db.tenantId }, items: items.toSorted(byStart) });
  return { bookingId, confirmationCode: booking.confirmationCode, status: booking.status };
}

/** Customers may neither set policy aside, nor confirm for the business, nor pass for its staff. */
function mayAsk(actor: Actor, { overridePolicy, confirm, source, customer, notes }: NewBooking): void {
  if (actor.kind === 'key' && overridePolicy) refuse('forbidden', { field: 'overridePolicy' });
  if (actor.kind !== 'customer') return;
  if (overridePolicy) refuse('forbidden', { field: 'overridePolicy' });
  if (confirm !== undefined) refuse('forbidden', { field: 'confirm' });
  if (source !== 'widget') refuse('forbidden', { field: 'source' });
  if (notes !== '') refuse('forbidden', { field: 'notes' });
  if ('id' in customer) refuse('forbidden', { field: 'customer.id' });
}

/** The hold's time is given back inside this transaction, so that the booking itself may take it. @returns whether it had run out */
async function useHold({ db, ctx }: World, holdId: string | undefined): Promise<boolean> {
  if (holdId === undefined) return false;
  const hold = await findHold(db, holdId);
  await giveTimeBack(db, holdId);
  return hold === undefined || hold.expiresAt <= ctx.serverNow;
}

interface TakenItem extends ToldItem {
  readonly line: Line;
}

async function takeItems(world: World, order: { bookingId: string; input: NewBooking; holdExpired: boolean }) {
  const items: TakenItem[] = [];
  const offerings: Offering[] = [];
  const { length } = order.input.items;
  for (const [index, request] of order.input.items.entries())
    await sayingWhich(length > 1 ? index : undefined, async () => {
      const offering = await mustLoadForSale(world.db, { offeringId: request.offeringId, actor: world.ctx.actor });
      offerings.push(offering);
      items.push(await takeItem(world, { ...order, offering, request }));
    });
  const currencies = new Set(offerings.map(({ currency }) => currency));
  if (currencies.size > 1) refuseService('currencies', { currencies: [...currencies] });
  const approval: Offering['approval'] = offerings.some((offering) => offering.approval === 'manual') ? 'manual' : 'auto';
  const policy = strictestOf(offerings.map(({ cancellationPolicy }) => cancellationPolicy));
  return { items, approval, policy, currency: offerings[0]?.currency ?? '' };
}

/** A refusal of one of several items tells which: `item`, counted from 0. */
async function sayingWhich(item: number | undefined, fn: () => Promise<void>): Promise<void> {
  try {
    await fn();
  } catch (error) {
    if (!(error instanceof Refusal) || item === undefined) throw error;
    refuse(error.code, { ...error.facts, item });
  }
}

async function mustLoadForSale(db: ReadDb, { offeringId, actor }: { offeringId: string; actor: Actor }): Promise<Offering> {
  const offering = await mustLoadOffering(db, offeringId);
  const isHidden = offering.status === 'ARCHIVED' || (offering.status === 'DRAFT' && actor.kind !== 'member' && actor.kind !== 'system');
  if (isHidden && actor.kind === 'customer') refuse('not_found', { kind: 'offering', id: offeringId });
  if (isHidden) refuseService('not_published', { status: offering.status });
  return offering;
}

async function takeItem(
  { db, ctx }: World,
  order: { bookingId: string; input: NewBooking; holdExpired: boolean; offering: Offering; request: ItemRequest },
): Promise<TakenItem> {
  const { offering, request, input, bookingId } = order;
  const { quantity, resourceId } = request;
  const span = spanOf(offering, request);
  const { now, serverNow } = ctx;
  const { overridePolicy } = input;
  const resourceIds = await mustBeFree(db, {
    offering,
    span,
    quantity,
    resourceId,
    now,
    serverNow,
    overridePolicy,
    holdExpired: order.holdExpired,
  });
  const itemId = ctx.newId('bki');
  const line = priced({ offering, ...span, quantity }, [], { now: 0, occupancy: null });
  await takeTime({ db, ctx }, { offering, ...span, quantity, resourceIds, source: 'booking', sourceId: itemId, expiresAt: null });
  const item = {
    id: itemId,
    offeringId: offering.id,
    offeringTitle: offering.title,
    ...span,
    quantity,
    resourceIds: [...resourceIds],
    priceCents: line.priceCents,
  };
  const { taxBps } = offering;
  const told = { taxBps, steps: [...line.steps], addOns: [], answers: request.answers, subscriptionId: null };
  await db.insert(bookingItems, { ...item, bookingId, taxCents: line.taxCents, taxIncluded: line.taxIncluded, ...told });
  const names = await loadResourceNames(db, new Set(resourceIds));
  return { ...item, resourceNames: resourceIds.map((id) => names.get(id) ?? ''), timezone: offering.timezone, line };
}

async function bookerOf(world: World, who: CustomerContact | { id: string }) {
  if ('id' in who) {
    const { id, name, email, phone } = await mustLoadCustomer(world.db, who.id);
    return { customerId: id, bookerName: name, bookerEmail: email, bookerPhone: phone };
  }
  const { id } = await findOrAddCustomer(world, who);
  return { customerId: id, bookerName: who.name, bookerEmail: who.email?.toLowerCase() ?? null, bookerPhone: who.phone };
}

interface ConfirmQuestion {
  readonly confirm: boolean | undefined;
  readonly approval: Offering['approval'];
  readonly source: NewBooking['source'];
}

function confirmsAtOnce(actor: Actor, { confirm, approval, source }: ConfirmQuestion): boolean {
  if (confirm !== undefined) return confirm;
  return approval === 'auto' || (actor.kind === 'member' && source === 'desk');
}

function tell(ctx: CommandContext, { booking, items }: { booking: ToldBooking; items: readonly ToldItem[] }): void {
  const facts = factsOf(booking, items);
  ctx.emit(told('booking.created', booking.id, facts));
  if (booking.status !== 'CONFIRMED') return;
  ctx.emit(statusChanged({ ...booking, status: 'PENDING' }, 'CONFIRMED'));
  ctx.emit(told('booking.confirmed', booking.id, { ...facts, previousStatus: 'PENDING' }));
}
