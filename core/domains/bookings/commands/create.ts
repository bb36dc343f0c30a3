import { refuse } from '../../../base/refusal.ts';
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
import { type FoundCustomer, findOrMakeCustomer, mustLoadKnownCustomer, saveNewCustomer } from '../../customers/store.ts';
import type { Line } from '../../pricing/rules/totals.ts';
import { factsOf, heldForReview, statusChanged, told, type ToldBooking, type ToldItem } from '../events.ts';
import { type ItemRequest, NewBooking } from '../model.ts';
import { addOnsOf } from '../rules/addOns.ts';
import { mustAnswer } from '../rules/answers.ts';
import { depositFor } from '../rules/deposit.ts';
import { forEachItem, withHolds } from '../rules/items.ts';
import { strictestOf } from '../rules/refund.ts';
import { isHeld } from '../rules/risk.ts';
import { byStart } from '../store/bookings.ts';
import { redeemFor, takeDiscount } from '../store/coupons.ts';
import { chargeBooking, paymentAsked } from '../store/money.ts';
import { leaveOpen } from '../store/places.ts';
import { momentOf, openPriceBook, type PriceBook } from '../store/prices.ts';
import { mustBeWithinQuota } from '../store/quota.ts';
import { judge } from '../store/risk.ts';
import { mustBeWithinLimits, mustHaveVisit } from '../store/visits.ts';
import { bookingItems, bookings } from '../tables.ts';

export interface Booked {
  readonly bookingId: string;
  readonly confirmationCode: string;
  readonly status: 'CONFIRMED' | 'PENDING';
}

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

/**
 * All items or none, each at the price that `pricing.quote` tells at that moment. Confirmed at once where every offering confirms
 * by itself or staff say so, else PENDING, which takes its place too, unless it waits for an approval alone and its offering leaves
 * such a time open: one that is to be paid first is confirmed by that. Refuses
 * `booking_conflict`, `hold_expired`, `invalid_service`, `not_found`, `invalid_request` for answers, `coupon_invalid` {reason},
 * `quota_exceeded` {quota, used, renewsAt}, and `edit_conflict` {field: totalCents} where another total was expected.
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
  /** another of them is paid for while they are booked */
  readonly isPaidWith?: boolean;
  /** whoever was found for all of them; looked for where not given */
  readonly booker?: Booker;
}

/** What `bookings.create` does, for commands that book several. */
export async function book(world: World, { input, seriesId, isPaidWith = false, booker: found }: Order): Promise<Booked> {
  const { db, ctx } = world;
  mayAsk(ctx.actor, input);
  await mustBeWithinQuota(db, ctx.now);
  const bookingId = ctx.newId('bkg');
  const orderId = ctx.newId('ord');
  const { booker, newcomer } = found === undefined ? await findBooker(world, input.customer) : { booker: found };
  const prices = await openPriceBook(db);
  const { items, policy, approval, currency, customerMoveMinutes } = await takeItems(world, {
    bookingId,
    input,
    prices,
    customerId: booker.customerId,
  });
  // Of a stranger who comes too late, nothing has been written that is to be undone.
  if (newcomer !== undefined) await saveNewCustomer(db, newcomer);
  const who = { customerId: booker.customerId, email: booker.bookerEmail };
  const { totals, coupon, lines } = await takeDiscount(world, { code: input.couponCode, items, currency, now: ctx.now, who });
  mustBeExpected(totals.totalCents, input.expectedTotalCents);
  const { totalCents } = totals;
  const depositCents = depositFor(
    items.map(({ deposit, line }, i) => ({ deposit, line: lines[i] ?? line })),
    totalCents,
  );
  const asked = await paymentAsked(world, { input, isPaidWith, totalCents, depositCents });
  const startsAt = Math.min(...items.map((item) => item.startsAt));
  const unknown = { id: bookingId, seriesId, ...booker, startsAt, totalCents, currency, createdAt: ctx.now };
  const risk = await judge(world, { input, booking: unknown });
  const isConfirmed =
    !isHeld(risk) && asked === null && confirmsAtOnce(ctx.actor, { confirm: input.confirm, approval, source: input.source });
  const booking = {
    id: bookingId,
    confirmationCode: confirmationCodeOf(bookingId),
    status: isConfirmed ? ('CONFIRMED' as const) : ('PENDING' as const),
    source: input.source,
    seriesId,
    startsAt,
    endsAt: Math.max(...items.map(({ endsAt }) => endsAt)),
    currency,
    cancellationPolicy: policy,
    customerMoveMinutes,
    orderId: totalCents === 0 ? null : orderId,
    couponId: coupon?.id ?? null,
    couponCode: coupon?.code ?? null,
    depositCents,
    paymentDueAt: asked?.dueAt ?? null,
    locale: input.locale ?? null,
    notes: input.notes,
    customerNotes: input.customerNotes,
    sequence: 0,
    confirmedAt: isConfirmed ? ctx.now : null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    ...booker,
    ...totals,
    ...risk,
  };
  await db.insert(bookings, booking);
  const titles = items.map(({ offeringTitle }) => offeringTitle);
  await chargeBooking(world, { booking, totals, titles, asked, testCard: input.testCard });
  tell(ctx, { booking: { ...booking, tenantId: db.tenantId }, items: items.toSorted(byStart) });
  if (isHeld(risk)) ctx.emit(heldForReview(booking));
  await redeemFor(world, coupon, booking);
  // Each date of a series is judged with those before it taken.
  if (!isConfirmed && seriesId === null) await leaveOpen(db, bookingId);
  return { bookingId, confirmationCode: booking.confirmationCode, status: booking.status };
}

/** Customers may neither set policy aside, nor confirm for the business, nor pass for its staff. */
export function mayAsk(actor: Actor, { overridePolicy, confirm, source, customer, notes, items, origin }: NewBooking): void {
  if (actor.kind !== 'customer' && origin !== undefined) refuse('forbidden', { field: 'origin' });
  if (actor.kind === 'key' && overridePolicy) refuse('forbidden', { field: 'overridePolicy' });
  if (actor.kind !== 'customer') return;
  if (overridePolicy) refuse('forbidden', { field: 'overridePolicy' });
  if (confirm !== undefined) refuse('forbidden', { field: 'confirm' });
  if (source !== 'widget') refuse('forbidden', { field: 'source' });
  if (notes !== '') refuse('forbidden', { field: 'notes' });
  if ('id' in customer) refuse('forbidden', { field: 'customer.id' });
  if (items.some(({ subscriptionId }) => subscriptionId !== undefined)) refuse('forbidden', { field: 'subscriptionId' });
}

/** What was quoted is what is paid, or nothing is booked. */
function mustBeExpected(totalCents: number, expectedCents: number | undefined): void {
  if (expectedCents === undefined || expectedCents === totalCents) return;
  refuse('edit_conflict', { field: 'totalCents', yours: expectedCents, theirs: totalCents });
}

interface UsedHold {
  readonly hasExpired: boolean;
  /** when the price was quoted: what is held keeps that of the hold's making */
  readonly quotedAt: number;
}

/** The hold's time is given back inside this transaction, so that its item may take it: no item before that may. */
async function useHold({ db, ctx }: World, item: ItemRequest): Promise<UsedHold> {
  const { holdId } = item;
  if (holdId === undefined) return { hasExpired: false, quotedAt: ctx.now };
  const hold = await findHold(db, holdId);
  await giveTimeBack(db, holdId);
  const hasExpired = hold === undefined || hold.expiresAt <= ctx.serverNow;
  return { hasExpired, quotedAt: momentOf(hold, { item, now: ctx.now, serverNow: ctx.serverNow }) };
}

interface TakenItem extends ToldItem {
  readonly line: Line;
  readonly deposit: Offering['deposit'];
}

interface ItemsOrder {
  readonly bookingId: string;
  readonly input: NewBooking;
  readonly prices: PriceBook;
  readonly customerId: string;
}

async function takeItems(world: World, order: ItemsOrder) {
  const items: TakenItem[] = [];
  const offerings: Offering[] = [];
  await forEachItem(withHolds(order.input), async (request) => {
    const offering = await mustLoadForSale(world.db, { offeringId: request.offeringId, actor: world.ctx.actor });
    offerings.push(offering);
    items.push(await takeItem(world, { ...order, offering, request, before: items.map(({ id }) => id) }));
  });
  const currencies = new Set(offerings.map(({ currency }) => currency));
  if (currencies.size > 1) refuseService('currencies', { currencies: [...currencies] });
  const approval: Offering['approval'] = offerings.some((offering) => offering.approval === 'manual') ? 'manual' : 'auto';
  const policy = strictestOf(offerings.map(({ cancellationPolicy }) => cancellationPolicy));
  const moves = offerings.map(({ customerMoveMinutes }) => customerMoveMinutes);
  // The strictest of them, as with the policies: one that may not be moved keeps the others where they are.
  const customerMoveMinutes = moves.includes(null) ? null : Math.max(...moves.map((minutes) => minutes ?? 0));
  return { items, approval, policy, currency: offerings[0]?.currency ?? '', customerMoveMinutes };
}

async function mustLoadForSale(db: ReadDb, { offeringId, actor }: { offeringId: string; actor: Actor }): Promise<Offering> {
  const offering = await mustLoadOffering(db, offeringId);
  const isHidden = offering.status === 'ARCHIVED' || (offering.status === 'DRAFT' && actor.kind !== 'member' && actor.kind !== 'system');
  if (isHidden && actor.kind === 'customer') refuse('not_found', { kind: 'offering', id: offeringId });
  if (isHidden) refuseService('not_published', { status: offering.status });
  return offering;
}

interface ItemOrder extends ItemsOrder {
  readonly offering: Offering;
  readonly request: ItemRequest;
  /** items of the same booking: they make the day no fuller for this one */
  readonly before: readonly string[];
}

async function takeItem(world: World, order: ItemOrder): Promise<TakenItem> {
  const { db, ctx } = world;
  const { offering, request, input, bookingId, customerId } = order;
  // Before anything is judged: of a series, whether a date is free decides about no other's ids.
  const itemId = ctx.newId('bki');
  const { quantity, resourceId, answers, subscriptionId } = request;
  const { now, serverNow } = ctx;
  const { overridePolicy } = input;
  mustAnswer(offering.questions, answers, { required: ctx.actor.kind === 'customer' || ctx.actor.kind === 'key' });
  const span = spanOf(offering, request);
  const addOns = addOnsOf(offering, request.addOns);
  const hold = await useHold(world, request);
  const asked = { offering, span, quantity, resourceId, addOns: request.addOns, now, serverNow, overridePolicy };
  const resourceIds = await mustBeFree(db, { ...asked, holdExpired: hold.hasExpired });
  if (!overridePolicy) await mustBeWithinLimits(db, { offering, customerId, startsAt: span.startsAt, now, bookingId });
  const visit =
    subscriptionId === undefined
      ? undefined
      : await mustHaveVisit(db, { subscriptionId, offeringId: offering.id, customerId, startsAt: span.startsAt, quantity });
  const wish = { offering, ...span, quantity, addOns, visit, now: hold.quotedAt, ignoring: order.before };
  const line = await order.prices.lineOf(wish);
  await takeTime({ db, ctx }, { offering, ...span, quantity, resourceIds, source: 'booking', sourceId: itemId, expiresAt: null });
  const item = {
    id: itemId,
    offeringId: offering.id,
    offeringTitle: offering.title,
    startsAt: span.startsAt,
    endsAt: span.endsAt,
    quantity,
    resourceIds: [...resourceIds],
    priceCents: line.priceCents,
    addOns,
    answers,
  };
  const { steps, ...money } = line;
  await db.insert(bookingItems, {
    bookingId,
    steps: [...steps],
    subscriptionId: subscriptionId ?? null,
    ...item,
    ...money,
  });
  const names = await loadResourceNames(db, new Set(resourceIds));
  return {
    resourceNames: resourceIds.map((id) => names.get(id) ?? ''),
    timezone: offering.timezone,
    line,
    deposit: offering.deposit,
    ...item,
  };
}

interface Booker {
  readonly customerId: string;
  readonly bookerName: string;
  readonly bookerEmail: string | null;
  readonly bookerPhone: string | null;
}

interface FoundBooker {
  readonly booker: Booker;
  /** the customer to be saved, whom nobody knows yet */
  readonly newcomer?: FoundCustomer['customer'] | undefined;
}

async function findBooker(world: World, who: CustomerContact | { id: string }): Promise<FoundBooker> {
  if ('id' in who) {
    const { id, name, email, phone } = await mustLoadKnownCustomer(world.db, who.id);
    return { booker: { customerId: id, bookerName: name, bookerEmail: email, bookerPhone: phone } };
  }
  const { customer, isNew } = await findOrMakeCustomer(world, who);
  const said = { bookerName: who.name, bookerEmail: who.email?.toLowerCase() ?? null, bookerPhone: who.phone };
  return { booker: { customerId: customer.id, ...said }, newcomer: isNew ? customer : undefined };
}

/** Somebody whom nobody knows yet is a customer from now on. */
export async function bookerOf(world: World, who: CustomerContact | { id: string }): Promise<Booker> {
  const { booker, newcomer } = await findBooker(world, who);
  if (newcomer !== undefined) await saveNewCustomer(world.db, newcomer);
  return booker;
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
