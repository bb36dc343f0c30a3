/**
 * The server takes a device's commands in order. Each runs in a transaction that also advances the device's cursor, a refusal
 * too: a repeated push changes nothing, a gap is refused, and no answer is ever lost with the connection that should carry it.
 * A number that was answered for another command means that two copies of one profile are at work: none of both is believed.
 */
import { eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Json } from '../base/json.ts';
import { Refusal, refuse } from '../base/refusal.ts';
import type { Actor } from '../contracts/actor.ts';
import { EpochMs, idOf, Text } from '../contracts/fields.ts';
import type { ReadDb, WriteDb } from '../data/database.ts';
import { devices, members } from '../domains/members/tables.ts';
import { nowOf } from './clock.ts';
import type { Engine, Outcome } from './engine.ts';
import { execute } from './execute.ts';
import { commandLog, deviceCursors } from './tables.ts';

export const PushedCommand = z.strictObject({
  seq: z.int().min(1),
  commandId: idOf('cmd'),
  name: Text(80),
  version: z.int().min(1).default(1),
  input: z.json(),
  at: EpochMs,
});
export type PushedCommand = z.output<typeof PushedCommand>;

export const PushBody = z.strictObject({ commands: z.array(PushedCommand).max(500) });

export interface PushingDevice {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly actor: Actor;
}

export interface PushResult {
  readonly seq: number;
  readonly ok: boolean;
  readonly code?: string;
  readonly facts?: Record<string, Json>;
}

/** @throws Refusal `sequence_gap` {expected, got}, the commands before the gap stand; `device_copied`, none of these stands */
export async function receivePush(engine: Engine, device: PushingDevice, commands: readonly PushedCommand[]): Promise<PushResult[]> {
  try {
    return await receiveInOrder(engine, device, commands);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'device_copied') await markCopied(engine, device);
    throw error;
  }
}

async function receiveInOrder(engine: Engine, device: PushingDevice, commands: readonly PushedCommand[]): Promise<PushResult[]> {
  mustAscend(commands);
  const cursor = await cursorOf(engine, device);
  const isRepeat = ({ seq }: PushedCommand) => seq <= cursor.lastSeq;
  await mustBeRepeats(engine, device, commands.filter(isRepeat));
  const results: PushResult[] = [];
  for (const group of inGroups(commands.filter((command) => !isRepeat(command))))
    results.push(...(await receiveGroup(engine, { device, group, notBefore: cursor.lastContactAt })));
  await touchCursor(engine, device);
  return results;
}

const A_GROUP = 32;

function* inGroups(commands: readonly PushedCommand[]): Generator<readonly PushedCommand[]> {
  for (let from = 0; from < commands.length; from += A_GROUP) yield commands.slice(from, from + A_GROUP);
}

interface Group {
  readonly device: PushingDevice;
  readonly group: readonly PushedCommand[];
  readonly notBefore: number;
}

/** They wait together, in their order, and share a commit. Behind one that breaks, the others find a gap and leave nothing. */
async function receiveGroup(engine: Engine, { device, group, notBefore }: Group): Promise<PushResult[]> {
  const received = await Promise.allSettled(group.map((command) => receiveOne(engine, { device, command, notBefore })));
  return received.map((settled, i) => {
    if (settled.status === 'rejected') throw settled.reason;
    const { seq } = group[i] as PushedCommand;
    const outcome = settled.value;
    return outcome.ok ? { seq, ok: true } : { seq, ok: false, code: outcome.code, facts: outcome.facts };
  });
}

/** Of two commands under one number the second would be passed over as if it had been answered. @throws Refusal `invalid_request` */
function mustAscend(commands: readonly PushedCommand[]): void {
  const at = commands.findIndex(({ seq }, i) => seq <= (commands[i - 1]?.seq ?? 0));
  if (at >= 0) refuse('invalid_request', { issues: [{ path: `commands.${at}.seq`, expected: 'a number above the one before it' }] });
}

/** @throws Refusal `device_copied` where two copies of this device were seen at work */
export async function cursorOf(engine: Engine, device: PushingDevice): Promise<{ lastSeq: number; lastContactAt: number }> {
  const row = await engine.database.read(device.tenantId, (db) => db.find(deviceCursors, device.deviceId));
  if (row !== undefined) mustBeOne(row);
  return row ?? { lastSeq: 0, lastContactAt: 0 };
}

/** @throws Refusal `device_copied` */
export function mustBeOne(cursor: typeof deviceCursors.$inferSelect): void {
  if (cursor.copiedAt !== null) refuse('device_copied', {});
}

/** From here on no copy of the device is let in: each signs in anew, as a device of its own, and brings what it kept. */
export async function markCopied(engine: Engine, { tenantId, deviceId }: PushingDevice): Promise<void> {
  const now = engine.clock.now();
  await engine.database.write(tenantId, async (db) => {
    const isKnown = await db.patch(deviceCursors, deviceId, { copiedAt: now });
    if (!isKnown) await db.insert(deviceCursors, { id: deviceId, lastSeq: 0, lastContactAt: now, copiedAt: now });
    await db.patch(devices, deviceId, { revokedAt: now });
  });
}

/** What comes under an answered number must have been answered: else it is another copy's. @throws Refusal `device_copied` */
async function mustBeRepeats(engine: Engine, { tenantId, deviceId }: PushingDevice, commands: readonly PushedCommand[]): Promise<void> {
  if (commands.length === 0) return;
  await engine.database.read(tenantId, async (db) => {
    const ids = commands.map(({ commandId }) => commandId);
    const answered = new Set((await db.list(commandLog, inArray(commandLog.id, ids))).map(({ id }) => id));
    const numbers = commands.map(({ seq }) => seq);
    const taken = await db.list(commandLog, eq(commandLog.deviceId, deviceId), inArray(commandLog.seq, numbers));
    const idOfNumber = new Map(taken.map(({ id, seq }) => [seq, id]));
    for (const { commandId, seq } of commands)
      if (!answered.has(commandId) || (idOfNumber.get(seq) ?? commandId) !== commandId) refuse('device_copied', { seq });
  });
}

async function receiveOne(
  engine: Engine,
  { device, command, notBefore }: { device: PushingDevice; command: PushedCommand; notBefore: number },
): Promise<Outcome> {
  const { tenantId, deviceId } = device;
  const at = Math.min(Math.max(command.at, notBefore), await nowOf(engine, tenantId));
  return execute(engine, {
    tenantId,
    actor: (db) => standingOf(db, device),
    envelope: { commandId: command.commandId, name: command.name, version: command.version, input: command.input, at, offline: true },
    from: { deviceId, seq: command.seq },
    async alongside(db) {
      const cursor = await db.find(deviceCursors, deviceId);
      if (cursor !== undefined) mustBeOne(cursor);
      const lastSeq = cursor?.lastSeq ?? 0;
      if (command.seq > lastSeq + 1) refuse('sequence_gap', { expected: lastSeq + 1, got: command.seq });
      await mustBeFirstOfItsNumber(db, { deviceId, command, lastSeq });
      // Answered before under a former device: a refusal of it must reach this one.
      await db.patch(commandLog, command.commandId, { deviceId, seq: command.seq });
      if (cursor === undefined) await db.insert(deviceCursors, { id: deviceId, lastSeq: command.seq, lastContactAt: engine.clock.now() });
      // Two pushes of one device at once: the second finds the first's commands answered and must not set the cursor back.
      else if (command.seq > cursor.lastSeq) await db.patch(deviceCursors, deviceId, { lastSeq: command.seq });
    },
  });
}

/** Who asks, as of this transaction: whoever is turned out or given another role in the middle of a push is so from the next command on. @throws Refusal `unauthorized` */
export async function standingOf(db: ReadDb, { deviceId, actor }: PushingDevice): Promise<Actor> {
  if (actor.kind !== 'member') return actor;
  const member = await db.find(members, actor.id);
  if (member?.active === false) refuse('unauthorized', { reason: 'deactivated' });
  if (((await db.find(devices, deviceId))?.revokedAt ?? null) !== null) await turnOut(db, deviceId);
  return { ...actor, role: member?.role ?? actor.role };
}

/** @throws Refusal `device_copied`, or `unauthorized` where somebody revoked it */
async function turnOut(db: ReadDb, deviceId: string): Promise<never> {
  const cursor = await db.find(deviceCursors, deviceId);
  if (cursor !== undefined) mustBeOne(cursor);
  return refuse('unauthorized', { reason: 'revoked' });
}

/** Two copies of one device push at once: only the first command of a number stands. @throws Refusal `device_copied` */
async function mustBeFirstOfItsNumber(
  db: WriteDb,
  { deviceId, command: { commandId, seq }, lastSeq }: { deviceId: string; command: PushedCommand; lastSeq: number },
): Promise<void> {
  if (seq > lastSeq) return;
  const answered = await db.list(commandLog, eq(commandLog.deviceId, deviceId), eq(commandLog.seq, seq));
  if (answered.some(({ id }) => id !== commandId)) refuse('device_copied', { seq });
}

/** The last contact moves only after a push, so that a batch made offline is judged by the times in it. */
async function touchCursor(engine: Engine, { tenantId, deviceId }: PushingDevice): Promise<void> {
  const now = engine.clock.now();
  await engine.database.write(tenantId, async (db) => {
    const known = await db.patch(deviceCursors, deviceId, { lastContactAt: now });
    if (!known) await db.insert(deviceCursors, { id: deviceId, lastSeq: 0, lastContactAt: now });
  });
}
