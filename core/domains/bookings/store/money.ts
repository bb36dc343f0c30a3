/** A booking's money: the order that it opens, what a customer pays while they book, and what becomes of it when the booking ends. */
import { percentOf } from '../../../base/money.ts';
import { refuse } from '../../../base/refusal.ts';
import { isoOf, MINUTE } from '../../../base/time.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import type { WriteDb } from '../../../data/database.ts';
import type { PaymentPurpose, PaymentSettings } from '../../payments/model.ts';
import { askedOnline } from '../../payments/rules/online.ts';
import { moveDeposits } from '../../payments/store/moved.ts';
import { openOrder } from '../../payments/store/orders.ts';
import { askFor, mustBeAtMost } from '../../payments/store/payments.ts';
import { type DepositOutcome, endOrder, recharge, refundOrder } from '../../payments/store/settlement.ts';
import { settingsInForce } from '../../payments/store/settings.ts';
import type { Totals } from '../../pricing/rules/totals.ts';
import { mustLoadProfile } from '../../tenants/store.ts';
import { bookingFacts, told } from '../events.ts';
import type { NewBooking } from '../model.ts';
import type { BookingRow, ItemRow } from './bookings.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

/** What is to be paid before the booking is confirmed. Nothing: another of its series is paid for, and it waits for that. */
export interface Asked {
  readonly purpose: PaymentPurpose;
  readonly amountCents: number;
  readonly dueAt: number;
  readonly settings: PaymentSettings;
}

interface Asking {
  readonly input: NewBooking;
  /** another of its series is paid for, in the same time */
  readonly isPaidWith: boolean;
  readonly totalCents: number;
  readonly depositCents: number;
}

/**
 * Customers and programs pay while they book, where the business wants it. Staff take what they take at the desk; a program that
 * says whether to confirm sees to the payment itself; of a series the first is paid for, and the others when they come.
 * @returns null where nothing is asked. Refuses `forbidden` {field: testCard} outside of a sandbox
 */
export async function paymentAsked({ db, ctx }: World, { input, isPaidWith, totalCents, depositCents }: Asking): Promise<Asked | null> {
  const { testCard, source, confirm } = input;
  const isOnline = ctx.actor.kind !== 'member' && (source === 'widget' || source === 'api') && confirm === undefined;
  if (testCard === undefined && (!isOnline || totalCents === 0)) return null;
  const settings = testCard === undefined ? await settingsInForce(db) : await settingsOfTestCard(db, depositCents);
  const asked = isOnline ? askedOnline(settings, { totalCents, depositCents }) : null;
  if (asked === null) return null;
  const dueAt = ctx.serverNow + settings.paymentMinutes * MINUTE;
  return { ...asked, ...(isPaidWith && { amountCents: 0 }), dueAt, settings };
}

/** Whoever names a test card tries it, also where the business takes none: for the deposit, or all where there is none. */
async function settingsOfTestCard(db: WriteDb, depositCents: number): Promise<PaymentSettings> {
  if (!(await mustLoadProfile(db)).sandbox) refuse('forbidden', { field: 'testCard' });
  const settings = await settingsInForce(db);
  const takesNone = settings.provider === 'desk' || settings.collect === 'nothing';
  return takesNone ? { ...settings, provider: 'test', collect: depositCents > 0 ? 'deposit' : 'full' } : settings;
}

interface Charging {
  readonly booking: Pick<BookingRow, 'id' | 'orderId' | 'customerId' | 'startsAt' | 'currency'>;
  readonly totals: Totals;
  /** of the items */
  readonly titles: readonly string[];
  readonly asked: Asked | null;
  readonly testCard: NewBooking['testCard'];
}

/** Opens the order of a booking that costs anything, and asks for what is to be paid at once. */
export async function chargeBooking(world: World, { booking, totals, titles, asked, testCard }: Charging): Promise<void> {
  const { id: payableId, orderId, customerId, currency, startsAt } = booking;
  if (orderId === null) return;
  await openOrder(world, { orderId, payableKind: 'booking', payableId, customerId, description: descriptionOf(titles), currency, totals });
  if (asked === null || asked.amountCents === 0) return;
  const { purpose, amountCents, dueAt: expiresAt, settings } = asked;
  await askFor(world, { orderId, purpose, amountCents, startsAt, expiresAt, testCard, settings });
}

const MOST_CHARACTERS = 300;

const descriptionOf = (titles: readonly string[]): string => [...new Set(titles)].join(', ').slice(0, MOST_CHARACTERS);

interface Recharging {
  readonly booking: BookingRow;
  readonly totals: Totals;
  readonly items: readonly Pick<ItemRow, 'offeringTitle'>[];
}

/** Another price than before: of what cost nothing until now, the order is opened. @returns the booking's order */
export async function rechargeBooking(world: World, { booking, totals, items }: Recharging): Promise<string | null> {
  if (booking.orderId !== null) {
    if (totals.totalCents !== booking.totalCents || totals.taxCents !== booking.taxCents || totals.discountCents !== booking.discountCents)
      await recharge(world, { orderId: booking.orderId, totals });
    return booking.orderId;
  }
  if (totals.totalCents === 0) return null;
  const orderId = world.ctx.newId('ord');
  const titles = items.map(({ offeringTitle }) => offeringTitle);
  await chargeBooking(world, { booking: { ...booking, orderId }, totals, titles, asked: null, testCard: undefined });
  return orderId;
}

/** Its time is another: what is held on a card for it has to last until then, and somebody has to know where it can't. */
export async function followMove(world: World, booking: BookingRow, { keepsHold = false } = {}): Promise<void> {
  const { db, ctx } = world;
  const { id, orderId, startsAt, endsAt } = booking;
  const lost = orderId === null ? undefined : await moveDeposits(world, { orderId, startsAt, endsAt, keepsHold });
  if (lost === undefined) return;
  const { id: paymentId, amountCents, heldUntil } = lost;
  const facts = await bookingFacts(db, { booking, now: ctx.now });
  const until = heldUntil === null ? null : isoOf(heldUntil);
  ctx.emit(told('booking.hold_ends_early', id, { ...facts, paymentId, amountCents, heldUntil: until }));
}

const nothing: DepositOutcome = { depositAction: 'none', depositAmountCents: 0 };

interface Ending {
  readonly booking: Pick<BookingRow, 'orderId' | 'totalCents'>;
  readonly refundPercent: number;
  readonly reason: string;
}

/** What its policy gives back goes back; of the rest, what was paid or is held is kept, and nobody is asked for more. */
export async function endMoney(world: World, { booking, refundPercent, reason }: Ending): Promise<DepositOutcome> {
  const { orderId, totalCents } = booking;
  if (orderId === null) return nothing;
  return endOrder(world, { orderId, keepCents: totalCents - percentOf(totalCents, refundPercent), reason });
}

interface Refunding {
  readonly booking: Pick<BookingRow, 'orderId'>;
  readonly amountCents: number | undefined;
  readonly reason: string;
}

/** Of what was kept all, or so much. Refuses `invalid_request` {mostCents}. */
export async function refundMoney(
  world: World,
  { booking: { orderId }, amountCents, reason }: Refunding,
): Promise<{ refundCents: number; leftCents: number }> {
  if (orderId !== null) return refundOrder(world, { orderId, amountCents, reason });
  mustBeAtMost(amountCents ?? 0, 0);
  return { refundCents: 0, leftCents: 0 };
}
