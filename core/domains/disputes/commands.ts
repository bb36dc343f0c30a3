/** Something went wrong: a customer or the business says so, both talk about it, and the business decides what becomes of the payment. */
import { z } from 'zod';
import type { Json } from '../../base/json.ts';
import { refuse } from '../../base/refusal.ts';
import { managers, staff } from '../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../contracts/command.ts';
import { Cents, idOf } from '../../contracts/fields.ts';
import type { WriteDb } from '../../data/database.ts';
import { mustBeTheirs, refundBooking } from '../bookings/commands/moves.ts';
import { EvidenceFile, evidenceKindOf, EvidenceLink } from '../bookings/rules/evidence.ts';
import { mustLoadBooking } from '../bookings/store/bookings.ts';
import { keepEvidence, mustBeOfTheHouse } from '../bookings/store/evidence.ts';
import { bookings } from '../bookings/tables.ts';
import { toldOfDispute } from './events.ts';
import { DisputeLink, disputeOutcomes, DisputeReason, DisputeText, MOST_DISPUTES, MOST_LINKS, MOST_MESSAGES } from './model.ts';
import { againstSince, type DisputeMove, hostIn, mustAllow, mustBeDisputable, otherSide } from './rules.ts';
import { type DisputeRow, listMessages, listOfBooking, mustLoadDispute, sideOf } from './store.ts';
import { disputeMessages, disputes } from './tables.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

const desk = { roles: staff, scope: 'write' } as const;
const DisputeRef = z.strictObject({ disputeId: idOf('dsp') });
const Links = z.array(DisputeLink).max(MOST_LINKS).default([]);

/** Who speaks: a customer under the name that the booking has of them. */
function speakerOf({ ctx }: World, { customerId, bookerName }: { customerId: string; bookerName: string }) {
  const side = sideOf(ctx.actor);
  return side === 'customer' ? { side, id: customerId, name: bookerName } : { side, id: ctx.actor.id, name: ctx.actor.name };
}

interface Given {
  readonly disputeId: string;
  readonly links: readonly DisputeLink[];
  readonly addedBy: string;
}

/** @returns the ids of the evidence that they became */
async function keepLinks(world: World, { disputeId: subjectId, links, addedBy }: Given): Promise<string[]> {
  const kept: string[] = [];
  for (const { url, name = hostIn(url) } of links) {
    const id = world.ctx.newId('evd');
    await keepEvidence(world, { ...{ id, subjectId, kind: 'link', name, note: '', url, addedBy } });
    kept.push(id);
  }
  return kept;
}

const toldLinks = (links: readonly DisputeLink[]): Json[] => links.map(({ url, name = hostIn(url) }) => ({ url, name }));

/**
 * One at a time: refuses `already_exists` {kind: dispute, id} while one of the booking is open, and `invalid_transition` for what never
 * was confirmed, and to customers for what is long over {until}; `in_use` where too many were opened and taken back.
 */
export const openDispute = defineCommand({
  name: 'disputes.open',
  allow: { ...desk, customers: true },
  offline: true,
  input: z.strictObject({ bookingId: idOf('bkg'), reason: DisputeReason, links: Links }),
  async run(world, { bookingId, reason, links }) {
    const { db, ctx } = world;
    mustBeTheirs(ctx.actor, bookingId);
    const booking = await mustLoadBooking(db, bookingId);
    const { side, id: openedById, name: openedByName } = speakerOf(world, booking);
    mustBeDisputable(booking, { side, now: ctx.now });
    const earlier = await listOfBooking(db, bookingId);
    const open = earlier.find(({ status }) => status === 'OPEN');
    if (open !== undefined) refuse('already_exists', { kind: 'dispute', id: open.id });
    if (earlier.length >= MOST_DISPUTES) refuse('in_use', { kind: 'dispute', count: MOST_DISPUTES });
    const id = ctx.newId('dsp');
    const linkIds = await keepLinks(world, { disputeId: id, links, addedBy: openedByName });
    await db.insert(disputes, {
      ...{ id, bookingId, status: 'OPEN', openedBy: side, openedByName, reason, linkIds, awaits: otherSide(side) },
      ...{ outcome: null, refundCents: null, note: null, resolvedBy: null, resolvedAt: null, createdAt: ctx.now, updatedAt: ctx.now },
    });
    if (side === 'customer') await db.patch(bookings, bookingId, { disputedAt: ctx.now });
    const { confirmationCode } = booking;
    const opened = { confirmationCode, openedById, openedBy: side, openedByName, reason, links: toldLinks(links) };
    ctx.emit(toldOfDispute('dispute.opened', { id, tenantId: db.tenantId, bookingId }, opened));
    return { disputeId: id };
  },
});

/** Then it is the other side's turn. Refuses `invalid_transition` for one that is over, `in_use` {kind: message} where too much was said. */
export const replyToDispute = defineCommand({
  name: 'disputes.reply',
  allow: { ...desk, customers: true },
  offline: true,
  input: DisputeRef.extend({ text: DisputeText, links: Links }),
  async run(world, { disputeId, text, links }) {
    const { db, ctx } = world;
    const dispute = await mustLoadFor(world, { disputeId, move: 'reply' });
    const before = await listMessages(db, disputeId);
    if (before.length >= MOST_MESSAGES) refuse('in_use', { kind: 'message', count: MOST_MESSAGES });
    // An answer comes after what it answers, whatever a clock says.
    const createdAt = Math.max(ctx.now, (before.at(-1)?.createdAt ?? 0) + 1);
    const { side, name: author } = speakerOf(world, await mustLoadBooking(db, dispute.bookingId));
    const messageId = ctx.newId('msg');
    const linkIds = await keepLinks(world, { disputeId, links, addedBy: author });
    await db.insert(disputeMessages, { id: messageId, disputeId, side, author, text, linkIds, createdAt });
    await db.patch(disputes, disputeId, { awaits: otherSide(side), updatedAt: ctx.now });
    ctx.emit(toldOfDispute('dispute.message', dispute, { messageId, from: side, author, text, links: toldLinks(links) }));
    return { messageId };
  },
});

async function mustLoadFor({ db, ctx }: World, { disputeId, move }: { disputeId: string; move: DisputeMove }): Promise<DisputeRow> {
  const dispute = await mustLoadDispute(db, { actor: ctx.actor, disputeId });
  mustAllow(dispute, move);
  return dispute;
}

/** What the history and the books say of why money went back. */
const REFUND_REASON = 'dispute';

/**
 * What is given back goes the road of `bookings.refund`, and is refused as there; then nothing speaks against the customer any more.
 * The customer sees the note. Refuses `invalid_transition` for one that is over.
 */
export const resolveDispute = defineCommand({
  name: 'disputes.resolve',
  allow: { roles: managers, scope: 'write' },
  offline: true,
  input: DisputeRef.extend({ outcome: z.enum(disputeOutcomes), refundCents: Cents.optional(), note: DisputeReason }).superRefine(
    ({ outcome, refundCents = 0 }, { addIssue }) => {
      if (outcome === 'refund' && refundCents === 0)
        addIssue({ code: 'custom', path: ['refundCents'], message: 'expected how much is given back' });
      if (outcome === 'keep' && refundCents !== 0)
        addIssue({ code: 'custom', path: ['refundCents'], message: 'expected nothing where the payment is kept' });
    },
  ),
  async run(world, { disputeId, outcome, refundCents = 0, note }) {
    const { db, ctx } = world;
    const dispute = await mustLoadFor(world, { disputeId, move: 'resolve' });
    const { bookingId } = dispute;
    if (outcome === 'refund') {
      await refundBooking.run(world, { bookingId, amountCents: refundCents, reason: REFUND_REASON });
      await db.patch(bookings, bookingId, { disputedAt: null });
    }
    const resolution = { outcome, refundCents, note, resolvedBy: ctx.actor.name, resolvedAt: ctx.now };
    await db.patch(disputes, disputeId, { status: 'RESOLVED', awaits: null, ...resolution, updatedAt: ctx.now });
    const { currency, confirmationCode } = await mustLoadBooking(db, bookingId);
    ctx.emit(toldOfDispute('dispute.resolved', dispute, { confirmationCode, outcome, refundCents, currency, note }));
    return null;
  },
});

/** By the side that opened it alone: refuses `forbidden` {openedBy} to the other, `invalid_transition` for one that is over. */
export const withdrawDispute = defineCommand({
  name: 'disputes.withdraw',
  allow: { ...desk, customers: true },
  offline: true,
  input: DisputeRef,
  async run(world, { disputeId }) {
    const { db, ctx } = world;
    const dispute = await mustLoadFor(world, { disputeId, move: 'withdraw' });
    const { bookingId, openedBy } = dispute;
    const { side, name } = speakerOf(world, await mustLoadBooking(db, bookingId));
    if (side !== openedBy) refuse('forbidden', { openedBy });
    await db.patch(disputes, disputeId, { status: 'WITHDRAWN', awaits: null, updatedAt: ctx.now });
    // One before it may still speak against them.
    if (openedBy === 'customer') await db.patch(bookings, bookingId, { disputedAt: againstSince(await listOfBooking(db, bookingId)) });
    ctx.emit(toldOfDispute('dispute.withdrawn', dispute, { by: side, byName: name }));
    return null;
  },
});

/** As `bookings.addEvidence`: for the desk alone, and nobody follows it. */
export const addDisputeEvidence = defineCommand({
  name: 'disputes.addEvidence',
  allow: desk,
  offline: true,
  input: DisputeRef.extend(EvidenceLink.shape),
  async run(world, { disputeId, ...link }) {
    await mustTakeEvidence(world, disputeId);
    return keepEvidence(world, { id: world.ctx.newId('evd'), subjectId: disputeId, ...link });
  },
});

/** As `bookings.addEvidenceFile`: a door alone runs it, once every byte is safe. */
export const addDisputeEvidenceFile = defineCommand({
  name: 'disputes.addEvidenceFile',
  allow: desk,
  offline: false,
  input: DisputeRef.extend(EvidenceFile.shape),
  async run(world, { disputeId, evidenceId, kind, ...file }) {
    await mustTakeEvidence(world, disputeId);
    return keepEvidence(world, { id: evidenceId, subjectId: disputeId, kind: evidenceKindOf(file.mediaType, kind), ...file });
  },
});

async function mustTakeEvidence(world: World, disputeId: string): Promise<void> {
  mustBeOfTheHouse(world.ctx.actor, { kind: 'dispute', id: disputeId });
  await mustLoadFor(world, { disputeId, move: 'addEvidence' });
}
