import { holdFrom } from '../../base/cardHolds.ts';
import type { Json } from '../../base/json.ts';
import type { CommandContext } from '../../contracts/command.ts';
import type { RecordedEvent } from '../../contracts/event.ts';
import { defineReaction } from '../../contracts/reaction.ts';
import type { WriteDb } from '../../data/database.ts';
import { assignResources } from '../availability/store/assign.ts';
import { mustLoadOffering } from '../catalog/store.ts';
import { balanceOf } from '../payments/rules/ledger.ts';
import { holdAfterLoss } from '../payments/store/moved.ts';
import { listEntries } from '../payments/store/orders.ts';
import { goOn, lapseUnpaid } from './commands/moves.ts';
import { bookingFacts, depositFacts, told } from './events.ts';
import { mayReschedule } from './rules/transitions.ts';
import { type BookingRow, mustLoadBooking } from './store/bookings.ts';
import { followMove } from './store/money.ts';
import { isPaidEnough, mayBePaidYet, waitingWith, waitsToBeHeld } from './store/payments.ts';
import { bookingItems } from './tables.ts';

/** Who has booked already keeps the time, and from now on somebody who serves it. */
export const staffUpcoming = defineReaction({
  name: 'bookings.staffUpcoming',
  on: ['offering.resources_changed'],
  side: 'both',
  async run(world, event) {
    const offering = await mustLoadOffering(world.db, event.subject.id);
    for (const [sourceId, resourceIds] of await assignResources(world, offering))
      if (sourceId.startsWith('bki_')) await world.db.patch(bookingItems, sourceId, { resourceIds });
  },
});

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

const wordOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Paid, it is confirmed, or waits for its approval alone; where nobody can pay any more, its time is given back. */
export const hearOfPayment = defineReaction({
  name: 'bookings.hearOfPayment',
  on: ['payment.settled'],
  side: 'both',
  async run(world, event) {
    const { payableKind, payableId, orderId, status, surplusCents } = event.data;
    if (payableKind !== 'booking') return;
    const booking = await mustLoadBooking(world.db, wordOf(payableId));
    const isPaid = status === 'PAID' || status === 'AUTHORISED' || status === 'SAVED';
    const isOver = booking.status === 'CANCELLED' || booking.status === 'REFUNDED';
    const isDue = booking.status === 'PENDING' && booking.paymentDueAt !== null;
    const waiting = [...(isDue ? [booking] : []), ...(await waitingWith(world.db, booking))];
    // What is paid for what is over goes back, and pays for none of the others.
    const isEnough = isPaid && !isOver && (await isPaidEnough(world.db, wordOf(orderId)));
    if (isEnough) for (const one of waiting) await goOn(world, one);
    const isLeft = isDue && status === 'EXPIRED' && !(await mayBePaidYet(world.db, wordOf(orderId)));
    if (isLeft) for (const one of waiting) await lapseUnpaid(world, one.id);
    const isLost = status === 'RELEASED' && Number(event.data['amountCents']) > 0 && mayReschedule(booking);
    const { startsAt } = booking;
    if (isLost) await holdAfterLoss(world, { orderId: wordOf(orderId), paymentId: wordOf(event.data['paymentId']), startsAt });
    await tellDeposit(world, event);
    // Moved while the card was being asked.
    const isAhead = mayReschedule(booking) && holdFrom(booking.startsAt) > world.ctx.serverNow;
    if (status === 'AUTHORISED' && Number(surplusCents) === 0 && isAhead) await followMove(world, booking);
    if (isPaid && Number(surplusCents) > 0)
      await tellMoney(world, { name: isOver ? 'booking.paid_late' : 'booking.paid_twice', booking, event });
    if (status === 'FAILED' && !isDue && (await isMissed(world, booking, wordOf(orderId))))
      await tellMoney(world, { name: 'booking.payment_failed', booking, event });
  },
});

/** While it is booked its customer sees that themselves; of what is over only what is kept of it is missed. */
async function isMissed({ db }: World, { status }: BookingRow, orderId: string): Promise<boolean> {
  if (status === 'CONFIRMED' || status === 'PENDING') return true;
  const isKeptOf = status === 'CANCELLED' || status === 'NO_SHOW';
  return isKeptOf && balanceOf(await listEntries(db, orderId)).dueCents > 0;
}

/** Held or paid, captured, let go. */
async function tellDeposit({ db, ctx }: World, { data }: RecordedEvent): Promise<void> {
  const { purpose, hold, status, amountCents } = data;
  const name = purpose === 'deposit' && Number(amountCents) > 0 ? depositEvent(wordOf(status), hold === true) : undefined;
  if (name === undefined) return;
  const booking = await mustLoadBooking(db, wordOf(data['payableId']));
  const isHeldAgain = status === 'RELEASED' && (await waitsToBeHeld(db, wordOf(data['orderId'])));
  ctx.emit(told(name, booking.id, depositFacts(name, { booking, payment: data, isHeldAgain })));
}

function depositEvent(status: string, hold: boolean): 'deposit.paid' | 'deposit.captured' | 'deposit.released' | undefined {
  if (status === 'AUTHORISED' || (status === 'PAID' && !hold)) return 'deposit.paid';
  if (status === 'PAID') return 'deposit.captured';
  return status === 'RELEASED' ? 'deposit.released' : undefined;
}

/** Said by somebody: for the booking's history. */
export const hearOfAskedRefund = defineReaction({
  name: 'bookings.hearOfAskedRefund',
  on: ['order.refund_asked'],
  side: 'both',
  run({ ctx }, { data: { bookingId, amountCents = 0, currency = '', reason = '' } }) {
    if (typeof bookingId === 'string') ctx.emit(told('booking.refund_asked', bookingId, { bookingId, amountCents, currency, reason }));
    return Promise.resolve();
  },
});

/** A deposit that was paid, and not held, is let go by giving it back; any other money is money. */
export const hearOfRefund = defineReaction({
  name: 'bookings.hearOfRefund',
  on: ['order.refunded'],
  side: 'both',
  async run({ db, ctx }, { data }) {
    const { bookingId, purpose, amountCents = 0, currency = '', reason = '', provider = '' } = data;
    if (typeof bookingId !== 'string') return;
    if (purpose !== 'deposit') {
      ctx.emit(told('booking.money_returned', bookingId, { bookingId, amountCents, currency, reason, provider }));
      return;
    }
    const booking = await mustLoadBooking(db, bookingId);
    ctx.emit(told('deposit.released', bookingId, depositFacts('deposit.released', { booking, payment: data })));
  },
});

/** The customer waits for money that does not come: somebody has to give it to them in another way. */
export const hearOfFailedRefund = defineReaction({
  name: 'bookings.hearOfFailedRefund',
  on: ['order.refund_failed'],
  side: 'both',
  async run(world, event) {
    const { bookingId } = event.data;
    if (typeof bookingId !== 'string') return;
    const booking = await mustLoadBooking(world.db, bookingId);
    await tellMoney(world, { name: 'booking.refund_failed', booking, event });
  },
});

interface MoneyNews {
  /** paid_late, paid_twice: nothing was owed any more, and the money is on its way back. payment_failed: the card that was kept for the deposit of a booking that stands, of a request, or of one of which something is kept */
  readonly name: 'booking.paid_late' | 'booking.paid_twice' | 'booking.payment_failed' | 'booking.refund_failed';
  readonly booking: BookingRow;
  readonly event: RecordedEvent;
}

/** For the desk and the booking's history. */
async function tellMoney({ db, ctx }: World, { name, booking, event }: MoneyNews): Promise<void> {
  const facts = await bookingFacts(db, { booking, now: ctx.now });
  const { paymentId = null, surplusCents = 0, amountCents = 0, failure = null } = event.data;
  const sum = name === 'booking.refund_failed' ? amountCents : surplusCents;
  ctx.emit(told(name, booking.id, { ...facts, paymentId, amountCents: sum, failure }));
}
