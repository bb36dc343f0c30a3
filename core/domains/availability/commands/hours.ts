import { and, lte } from 'drizzle-orm';
import { z } from 'zod';
import { sameJson } from '../../../base/json.ts';
import { refuse } from '../../../base/refusal.ts';
import { MINUTE } from '../../../base/time.ts';
import { managers, staff } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import { EpochMs, idOf, Key } from '../../../contracts/fields.ts';
import { mine, type ReadDb, type WriteDb } from '../../../data/database.ts';
import { findOffering, mustLoadOffering, mustLoadResource } from '../../catalog/store.ts';
import { HOLD_MINUTES, LocalException, WeeklyRule } from '../model.ts';
import { spanOf } from '../rules/request.ts';
import { mustBeFree } from '../store/free.ts';
import { findHold, giveTimeBack, mustLoadException, takeTime } from '../store/occupancies.ts';
import { exceptions, occupancies, schedules } from '../tables.ts';

const manage = { roles: managers, scope: 'write' } as const;
const desk = { roles: staff, scope: 'write' } as const;
const SubjectId = z.union([idOf('off'), idOf('res')]);
const RuleInput = WeeklyRule.omit({ id: true }).refine(
  ({ validFrom, validUntil }) => validFrom === null || validUntil === null || validFrom <= validUntil,
  { path: ['validUntil'], message: 'expected a date not before validFrom' },
);

async function mustHaveSubject(db: ReadDb, subjectId: string): Promise<void> {
  if (subjectId.startsWith('off_')) await mustLoadOffering(db, subjectId);
  else await mustLoadResource(db, subjectId);
}

/** The whole week at once. Refuses `edit_conflict` {field: rules} where it changed since the author looked. */
export const setSchedule = defineCommand({
  name: 'availability.setSchedule',
  allow: manage,
  offline: true,
  input: z.strictObject({ subjectId: SubjectId, rules: z.array(RuleInput).max(200), seen: z.array(WeeklyRule).optional() }),
  async run({ db, ctx }, { subjectId, rules, seen }) {
    await mustHaveSubject(db, subjectId);
    const current = await db.find(schedules, subjectId);
    const theirs = current?.rules ?? [];
    if (seen !== undefined && !sameJson(seen, theirs)) refuse('edit_conflict', { field: 'rules', yours: rules, theirs });
    const withIds = rules.map((rule) => ({ id: ctx.newId('rul'), ...rule }));
    if (current === undefined) await db.insert(schedules, { id: subjectId, rules: withIds, updatedAt: ctx.now });
    else await db.patch(schedules, subjectId, { rules: withIds, updatedAt: ctx.now });
    return { rules: withIds };
  },
});

/** A day off or a special opening, of one subject or several. `replaces` is gone for it in the same transaction: refuses `not_found` where it is already. */
export const addException = defineCommand({
  name: 'availability.addException',
  allow: desk,
  offline: true,
  input: LocalException.omit({ id: true })
    .partial({ capacity: true, slotMinutes: true, reason: true, yearly: true })
    .extend({
      subjectId: SubjectId.optional(),
      subjectIds: z.array(SubjectId).min(1).max(200).optional(),
      replaces: idOf('exc').optional(),
    })
    .refine(({ from, to }) => from < to, { path: ['to'], message: 'expected a time after from' })
    .refine(({ subjectId, subjectIds }) => (subjectId === undefined) !== (subjectIds === undefined), {
      path: ['subjectId'],
      message: 'expected subjectId or subjectIds, one of them',
    }),
  async run({ db, ctx }, { subjectId, subjectIds, replaces, kind, from, to, capacity, slotMinutes, reason, yearly }) {
    const exceptionIds: string[] = [];
    if (replaces !== undefined) {
      await mustLoadException(db, replaces);
      await db.remove(exceptions, replaces);
    }
    for (const subject of new Set(subjectIds ?? [subjectId ?? ''])) {
      await mustHaveSubject(db, subject);
      const id = ctx.newId('exc');
      await db.insert(exceptions, {
        id,
        subjectId: subject,
        kind,
        fromLocal: from,
        toLocal: to,
        createdAt: ctx.now,
        capacity: capacity ?? null,
        slotMinutes: slotMinutes ?? null,
        reason: reason ?? null,
        yearly: yearly ?? false,
      });
      exceptionIds.push(id);
    }
    return { exceptionIds };
  },
});

export const removeException = defineCommand({
  name: 'availability.removeException',
  allow: desk,
  offline: true,
  input: z.strictObject({ exceptionId: idOf('exc') }),
  async run({ db }, { exceptionId }) {
    await mustLoadException(db, exceptionId);
    await db.remove(exceptions, exceptionId);
    return null;
  },
});

/**
 * Keeps a slot for ten minutes by the server's clock. `replaces` gives another hold's time back first, in the same transaction.
 * Refuses `booking_conflict`, `invalid_service`.
 */
export const holdSlot = defineCommand({
  name: 'availability.hold',
  allow: { ...desk, customers: true },
  offline: false,
  input: z.strictObject({
    offeringId: idOf('off'),
    startsAt: EpochMs,
    endsAt: EpochMs.optional(),
    quantity: z.int().min(1).max(10_000).default(1),
    resourceId: idOf('res').optional(),
    nights: z.int().min(1).max(60).optional(),
    addOns: z
      .array(z.strictObject({ key: Key, quantity: z.int().min(1).max(100) }))
      .max(30)
      .optional(),
    replaces: idOf('hld').optional(),
  }),
  async run({ db, ctx }, { offeringId, quantity, resourceId, replaces, ...wanted }) {
    const offering = await findOffering(db, offeringId);
    if (offering === undefined || offering.status !== 'PUBLISHED') return refuse('not_found', { kind: 'offering', id: offeringId });
    if (replaces !== undefined) await releaseOwnHold(db, replaces);
    const span = spanOf(offering, wanted);
    const { now, serverNow } = ctx;
    const asked = { offering, span, quantity, resourceId, addOns: wanted.addOns, now, serverNow };
    const resourceIds = await mustBeFree(db, { ...asked, overridePolicy: false });
    const expiresAt = serverNow + HOLD_MINUTES * MINUTE;
    const sourceId = ctx.newId('hld');
    await takeTime({ db, ctx }, { offering, ...span, quantity, resourceIds, source: 'hold', sourceId, expiresAt });
    return { holdId: sourceId, offeringId, ...span, quantity, expiresAt };
  },
});

async function releaseOwnHold(db: WriteDb, holdId: string): Promise<void> {
  if ((await findHold(db, holdId)) !== undefined) await giveTimeBack(db, holdId);
}

/** A hold that is gone already is as released as can be: no refusal. */
export const releaseHold = defineCommand({
  name: 'availability.releaseHold',
  allow: { ...desk, customers: true },
  offline: false,
  input: z.strictObject({ holdId: idOf('hld') }),
  async run({ db }, { holdId }) {
    await releaseOwnHold(db, holdId);
    return null;
  },
});

const EXPIRED_AT_ONCE = 500;

/** Expired holds stand in nobody's way; this sweeps their rows away. */
export const expireHolds = defineCommand({
  name: 'availability.expireHolds',
  allow: { roles: [] },
  offline: false,
  input: z.strictObject({}),
  async run({ db, ctx }: { db: WriteDb; ctx: CommandContext }) {
    const expired = await db
      .select({ id: occupancies.id })
      .from(occupancies)
      .where(and(mine(db, occupancies), lte(occupancies.expiresAt, ctx.serverNow)))
      .limit(EXPIRED_AT_ONCE);
    for (const { id } of expired) await db.remove(occupancies, id);
    return { expired: expired.length };
  },
});
