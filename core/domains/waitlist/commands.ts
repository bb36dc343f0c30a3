/** Who waits for a time that is taken: joins, is offered one that became free, accepts it or lets it go. */
import { eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { nightsRange } from '../../base/nights.ts';
import { Refusal, refuse } from '../../base/refusal.ts';
import { MINUTE } from '../../base/time.ts';
import { type Actor, staff } from '../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../contracts/command.ts';
import { Cents, EpochMs, idOf } from '../../contracts/fields.ts';
import type { WriteDb } from '../../data/database.ts';
import type { Span } from '../availability/model.ts';
import { refuseService } from '../availability/refusals.ts';
import { refuseLength, spanOf } from '../availability/rules/request.ts';
import { mustBeFree, mustHaveTimes, mustHoldSoMany, mustServe } from '../availability/store/free.ts';
import { giveTimeBack, loadSlotFacts, takeTime } from '../availability/store/occupancies.ts';
import { book } from '../bookings/commands/create.ts';
import { mustAnswer } from '../bookings/rules/answers.ts';
import { listItems, mustLoadBooking } from '../bookings/store/bookings.ts';
import { mustBeWithinLimits } from '../bookings/store/visits.ts';
import { Answers, type Offering } from '../catalog/model.ts';
import { mustLoadOffering } from '../catalog/store.ts';
import { slotFacts, told } from './events.ts';
import { checkWait, WaitFields } from './model.ts';
import { afterMiss, isOver, lengthWanted, offerUntil, type Length, soonestStart } from './rules.ts';
import { listTwins, loadDue, type Match, mustLoadWait, type WaitRow } from './store.ts';
import { waitlist } from './tables.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

const desk = { roles: staff, scope: 'write' } as const;
const EntryRef = z.strictObject({ waitlistId: idOf('wtl') });

/** A customer has shown a signed link to one entry: that one and no other. */
function mustBeTheirs(actor: Actor, waitlistId: string): void {
  if (actor.kind === 'customer' && actor.waitlistId !== waitlistId) refuse('not_found', { kind: 'waitlist', id: waitlistId });
}

const wrong = (path: string, expected: string): never => refuse('invalid_request', { issues: [{ path, expected }] });

/** Refuses `invalid_request` for dates that are past and for a customer without an address, `invalid_service` {reason: not_published, plan, resource, stay, length}. */
export const joinWaitlist = defineCommand({
  name: 'waitlist.join',
  allow: { ...desk, customers: true },
  offline: true,
  input: WaitFields.superRefine(checkWait),
  async run({ db, ctx }, { resourceId, timeFrom, timeTo, email, locale, ...wish }) {
    const offering = await mustLoadOffering(db, wish.offeringId);
    if (offering.status !== 'PUBLISHED') refuseHidden(offering, ctx.actor);
    mustHaveTimes(offering);
    mustServe(offering, resourceId);
    mustBeSold(offering, wish);
    if (isOver(wish, { zone: offering.timezone, now: ctx.now })) wrong('toDate', 'a date that is not past');
    if (email === null && ctx.actor.kind === 'customer') wrong('email', 'an address that the offer can be sent to');
    await mustEverFit(db, { offering, quantity: wish.quantity, resourceId, now: ctx.now });
    await mustBeRoomToWait(db, { offeringId: offering.id, email, isCustomer: ctx.actor.kind === 'customer' });
    const waitlistId = ctx.newId('wtl');
    await db.insert(waitlist, {
      ...{
        id: waitlistId,
        ...wish,
        resourceId: resourceId ?? null,
        timeFrom: timeFrom ?? null,
        timeTo: timeTo ?? null,
        locale: locale ?? null,
      },
      ...{ email: email?.toLowerCase() ?? null, status: 'WAITING', ...noOffer, missed: 0, passed: [], bookingId: null },
      ...{ createdAt: ctx.now, updatedAt: ctx.now },
    });
    ctx.emit(told('joined', await mustLoadWait(db, waitlistId)));
    return { waitlistId };
  },
});

const MOST_OF_ONE = 3;
const MOST_FOR_ONE_THING = 500;

/** Nobody makes the list long for others: of one address a few wishes for a thing, of all a few hundred. Refuses `in_use` {kind: waitlist}. */
async function mustBeRoomToWait(db: WriteDb, who: { offeringId: string; email: string | null; isCustomer: boolean }): Promise<void> {
  if (!who.isCustomer) return;
  const live = await db.list(waitlist, eq(waitlist.offeringId, who.offeringId), inArray(waitlist.status, ['WAITING', 'OFFERED']));
  const own = live.filter(({ email }) => email === who.email?.toLowerCase());
  if (own.length >= MOST_OF_ONE) refuse('in_use', { kind: 'waitlist', count: MOST_OF_ONE });
  if (live.length >= MOST_FOR_ONE_THING) refuse('in_use', { kind: 'waitlist', count: MOST_FOR_ONE_THING });
}

interface Party {
  readonly offering: Offering;
  readonly quantity: number;
  readonly resourceId: string | undefined;
  readonly now: number;
}

/** More places than there ever are would be waited for in vain. Refuses `invalid_service` {reason: quantity}. */
async function mustEverFit(db: WriteDb, { offering, quantity, resourceId, now }: Party): Promise<void> {
  const facts = await loadSlotFacts(db, { offering, quantity, resourceId, now, serverNow: now, from: now, until: now });
  mustHoldSoMany(facts, quantity);
}

/** The offer sets notice and horizon aside, not what one customer may have. */
async function mustKeepLimits({ db, ctx }: World, made: { offering: Offering; bookingId: string; startsAt: number }): Promise<void> {
  const { customerId } = await mustLoadBooking(db, made.bookingId);
  const ignoring = (await listItems(db, made.bookingId)).map(({ id }) => id);
  await mustBeWithinLimits(db, { ...made, customerId, ignoring, now: ctx.now });
}

function refuseHidden({ id, status }: Offering, actor: Actor): never {
  return actor.kind === 'customer' ? refuse('not_found', { kind: 'offering', id }) : refuseService('not_published', { status });
}

function mustBeSold(offering: Offering, wish: Pick<WaitFields, 'nights' | 'durationMinutes'>): Length {
  const length = lengthWanted(offering, wish);
  if (length !== null) return length;
  if (offering.nights === null || wish.durationMinutes !== null) return refuseLength(offering);
  const { min: minNights, max: maxNights } = nightsRange(offering.nights);
  return refuseService('stay', { minNights, maxNights });
}

/** The slot from this start on that is as long as they want it. */
function spanWanted(offering: Offering, { entry, startsAt }: { entry: WaitRow; startsAt: number }): Span {
  const { nights, durationMinutes } = mustBeSold(offering, entry);
  const endsAt = durationMinutes === undefined ? undefined : startsAt + durationMinutes * MINUTE;
  return spanOf(offering, { startsAt, endsAt, nights });
}

const noOffer = { holdId: null, offeredStartsAt: null, offeredEndsAt: null, offeredUntil: null };

async function withdrawOffer({ db }: World, { holdId }: WaitRow): Promise<void> {
  if (holdId !== null) await giveTimeBack(db, holdId);
}

/** By the customer or the desk; what was on offer is free again. Who has left already is as gone as can be. Refuses `invalid_transition` once booked. */
export const leaveWaitlist = defineCommand({
  name: 'waitlist.leave',
  allow: { ...desk, customers: true },
  offline: true,
  input: EntryRef,
  async run(world, { waitlistId }) {
    const { db, ctx } = world;
    mustBeTheirs(ctx.actor, waitlistId);
    const entry = await mustLoadWait(db, waitlistId);
    if (entry.status === 'BOOKED') refuse('invalid_transition', { status: entry.status, move: 'leave' });
    if (entry.status === 'LEFT' || entry.status === 'OVER') return null;
    await withdrawOffer(world, entry);
    await db.patch(waitlist, waitlistId, { ...noOffer, status: 'LEFT', updatedAt: ctx.now });
    ctx.emit(told('left', entry));
    return null;
  },
});

/** Keeps the slot for them until the offer ends. Refuses `booking_conflict`, `invalid_service`. */
async function makeOffer(world: World, { entry, offering, span }: { entry: WaitRow; offering: Offering; span: Span }): Promise<number> {
  const { db, ctx } = world;
  const { quantity, resourceId } = entry;
  const { now, serverNow } = ctx;
  const asked = { offering, span, quantity, resourceId: resourceId ?? undefined, now, serverNow, overridePolicy: false };
  const resourceIds = await mustBeFree(db, asked);
  const expiresAt = offerUntil({ now: serverNow, startsAt: span.startsAt });
  const holdId = ctx.newId('hld');
  await takeTime(world, { offering, ...span, quantity, resourceIds, source: 'hold', sourceId: holdId, expiresAt });
  const offer = { holdId, offeredStartsAt: span.startsAt, offeredEndsAt: span.endsAt, offeredUntil: expiresAt };
  await db.patch(waitlist, entry.id, { ...offer, status: 'OFFERED', updatedAt: now });
  ctx.emit(told('offered', entry, slotFacts(span)));
  return expiresAt;
}

/** The desk passes the queue over. Refuses `invalid_transition` for who doesn't wait, `booking_conflict`, `invalid_service`. */
export const offerSlot = defineCommand({
  name: 'waitlist.offer',
  allow: desk,
  offline: false,
  input: EntryRef.extend({ startsAt: EpochMs }),
  async run(world, { waitlistId, startsAt }) {
    const { db, ctx } = world;
    const entry = await mustLoadWait(db, waitlistId);
    if (entry.status !== 'WAITING') refuse('invalid_transition', { status: entry.status, move: 'offer' });
    const offering = await mustLoadOffering(db, entry.offeringId);
    if (offering.status !== 'PUBLISHED') refuseHidden(offering, ctx.actor);
    const soonest = soonestStart(ctx.serverNow);
    if (startsAt < soonest) refuseService('notice', { earliest: soonest });
    return { until: await makeOffer(world, { entry, offering, span: spanWanted(offering, { entry, startsAt }) }) };
  },
});

function mustBeOffered({ status, offeredStartsAt, offeredEndsAt }: WaitRow, move: 'accept' | 'decline'): Span {
  if (status !== 'OFFERED' || offeredStartsAt === null || offeredEndsAt === null) return refuse('invalid_transition', { status, move });
  return { startsAt: offeredStartsAt, endsAt: offeredEndsAt };
}

/**
 * Books what is kept for them, at today's price. The offer itself is the notice: policy was asked when it was made. Refuses
 * `invalid_transition`, `hold_expired` where the offer has ended and the time is gone, and as `bookings.create` does.
 */
export const acceptOffer = defineCommand({
  name: 'waitlist.accept',
  allow: { ...desk, customers: true },
  offline: false,
  input: EntryRef.extend({ answers: Answers.default({}), expectedTotalCents: Cents.optional() }),
  async run(world, { waitlistId, answers, expectedTotalCents }) {
    const { db, ctx } = world;
    mustBeTheirs(ctx.actor, waitlistId);
    const entry = await mustLoadWait(db, waitlistId);
    const span = mustBeOffered(entry, 'accept');
    const { offeringId, quantity, resourceId, name, email, phone, locale, holdId } = entry;
    const offering = await mustLoadOffering(db, offeringId);
    mustAnswer(offering.questions, answers, { required: ctx.actor.kind !== 'member' });
    const isHeld = (entry.offeredUntil ?? 0) > ctx.serverNow;
    const isDesk = ctx.actor.kind === 'member';
    if (offering.status === 'ARCHIVED' || (!isDesk && offering.status !== 'PUBLISHED'))
      refuseService('not_published', { status: offering.status });
    const item = { offeringId, ...span, quantity, addOns: [], answers, ...(resourceId === null ? {} : { resourceId }) };
    const input = {
      ...{
        items: [item],
        customer: { name, email, phone },
        source: sourceOf(ctx.actor),
        notes: '',
        customerNotes: '',
        overridePolicy: isHeld,
      },
      ...(holdId === null ? {} : { holdId }),
      ...(locale === null ? {} : { locale }),
      ...(expectedTotalCents === undefined ? {} : { expectedTotalCents }),
    };
    const booked = await book(asHouse(world), { input, seriesId: null });
    const { bookingId } = booked;
    if (!isDesk) await mustKeepLimits(world, { offering, bookingId, startsAt: span.startsAt });
    await db.patch(waitlist, waitlistId, { ...noOffer, status: 'BOOKED', bookingId, updatedAt: ctx.now });
    ctx.emit(told('accepted', entry, { ...slotFacts(span), bookingId }));
    for (const twin of await listTwins(db, entry)) {
      await db.patch(waitlist, twin.id, { status: 'LEFT', updatedAt: ctx.now });
      ctx.emit(told('left', twin));
    }
    return booked;
  },
});

const sourceOf = ({ kind }: Actor): 'widget' | 'api' | 'desk' => (kind === 'customer' ? 'widget' : kind === 'key' ? 'api' : 'desk');

/** What the business has offered may be had, whoever accepts it; the history still says who did. */
function asHouse({ db, ctx }: World): World {
  const { actor } = ctx;
  return { db, ctx: actor.kind === 'member' ? ctx : { ...ctx, actor: { kind: 'system', id: 'waitlist', name: actor.name } } };
}

/** The time is free again, and not offered to them a second time. */
async function letGo(world: World, { entry, what }: { entry: WaitRow; what: 'declined' | 'missed' }): Promise<void> {
  const { db, ctx } = world;
  const { offeredStartsAt: startsAt, offeredEndsAt: endsAt } = entry;
  const missed = entry.missed + 1;
  const status = afterMiss(missed);
  await withdrawOffer(world, entry);
  const passed = startsAt === null ? entry.passed : [...entry.passed, startsAt];
  await db.patch(waitlist, entry.id, { ...noOffer, status, missed, passed, updatedAt: ctx.now });
  ctx.emit(told(what, entry, startsAt === null || endsAt === null ? {} : slotFacts({ startsAt, endsAt })));
  if (status === 'LEFT') ctx.emit(told('left', entry, { missed }));
}

/** The time is offered to the next. After the third offer in vain they are taken off. Refuses `invalid_transition`. */
export const declineOffer = defineCommand({
  name: 'waitlist.decline',
  allow: { ...desk, customers: true },
  offline: true,
  input: EntryRef,
  async run(world, { waitlistId }) {
    mustBeTheirs(world.ctx.actor, waitlistId);
    const entry = await mustLoadWait(world.db, waitlistId);
    mustBeOffered(entry, 'decline');
    await letGo(world, { entry, what: 'declined' });
    return null;
  },
});

const OFFERS_AT_ONCE = 50;

/**
 * What time and others' changes have brought: offers that ran out go on to the next, wishes whose dates are past end, and each
 * slot that is free is kept for the first whom it suits. All of it in this one transaction, so that no two are asked for one place.
 */
export const offerNext = defineCommand({
  name: 'waitlist.offerNext',
  allow: { roles: [] },
  offline: false,
  input: z.strictObject({}),
  async run(world) {
    const { db, ctx } = world;
    const inVain = new Set<string>();
    let offered = 0;
    for (;;) {
      const { missed, over, next } = await loadDue(db, { now: ctx.serverNow, except: inVain });
      for (const entry of missed) await letGo(world, { entry, what: 'missed' });
      for (const entry of over) await end(world, entry);
      if (missed.length > 0) continue;
      if (next.length === 0 || offered >= OFFERS_AT_ONCE) return { offered, more: next.length > 0 };
      for (const match of next)
        if (await isOffered(world, match)) offered += 1;
        else inVain.add(match.entry.id);
    }
  },
});

/** False where another offer of this very run took what it needs. */
async function isOffered(world: World, match: Match): Promise<boolean> {
  try {
    await makeOffer(world, match);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

async function end({ db, ctx }: World, entry: WaitRow): Promise<void> {
  await db.patch(waitlist, entry.id, { status: 'OVER', updatedAt: ctx.now });
  ctx.emit(told('over', entry));
}
