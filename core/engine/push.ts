/**
 * The server takes a device's commands in order. Each runs in a transaction that also advances the device's cursor, a refusal
 * too: a repeated push changes nothing, a gap is refused, and no answer is ever lost with the connection that should carry it.
 */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Json } from '../base/json.ts';
import { refuse } from '../base/refusal.ts';
import type { Actor } from '../contracts/actor.ts';
import { EpochMs, idOf, Text } from '../contracts/fields.ts';
import type { WriteDb } from '../data/database.ts';
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

/** @throws Refusal `sequence_gap` {expected, got}; the commands before the gap stand */
export async function receivePush(engine: Engine, device: PushingDevice, commands: readonly PushedCommand[]): Promise<PushResult[]> {
  const results: PushResult[] = [];
  let cursor = await cursorOf(engine, device);
  for (const command of commands) {
    if (command.seq <= cursor.lastSeq) continue;
    if (command.seq !== cursor.lastSeq + 1) refuse('sequence_gap', { expected: cursor.lastSeq + 1, got: command.seq });
    const outcome = await receiveOne(engine, { device, command, notBefore: cursor.lastContactAt });
    results.push(outcome.ok ? { seq: command.seq, ok: true } : { seq: command.seq, ok: false, code: outcome.code, facts: outcome.facts });
    cursor = { ...cursor, lastSeq: command.seq };
  }
  await touchCursor(engine, device);
  return results;
}

export async function cursorOf(engine: Engine, device: PushingDevice): Promise<{ lastSeq: number; lastContactAt: number }> {
  const row = await engine.database.read(device.tenantId, (db) => db.find(deviceCursors, device.deviceId));
  return row ?? { lastSeq: 0, lastContactAt: 0 };
}

async function receiveOne(
  engine: Engine,
  { device, command, notBefore }: { device: PushingDevice; command: PushedCommand; notBefore: number },
): Promise<Outcome> {
  const { tenantId, deviceId, actor } = device;
  const at = Math.min(Math.max(command.at, notBefore), engine.clock.now());
  return execute(engine, {
    tenantId,
    actor,
    envelope: { commandId: command.commandId, name: command.name, input: command.input, at, offline: true },
    from: { deviceId, seq: command.seq },
    async alongside(db) {
      const cursor = await db.find(deviceCursors, deviceId);
      await mustBeFirstOfItsNumber(db, { deviceId, command, lastSeq: cursor?.lastSeq ?? 0 });
      // Answered before under a former device: a refusal of it must reach this one.
      await db.patch(commandLog, command.commandId, { deviceId, seq: command.seq });
      if (cursor === undefined) await db.insert(deviceCursors, { id: deviceId, lastSeq: command.seq, lastContactAt: engine.clock.now() });
      // Two pushes of one device at once: the second finds the first's commands answered and must not set the cursor back.
      else if (command.seq > cursor.lastSeq) await db.patch(deviceCursors, deviceId, { lastSeq: command.seq });
    },
  });
}

/** Two copies of one device push at once: only the first command of a number stands. @throws Refusal `sequence_gap` */
async function mustBeFirstOfItsNumber(
  db: WriteDb,
  { deviceId, command: { commandId, seq }, lastSeq }: { deviceId: string; command: PushedCommand; lastSeq: number },
): Promise<void> {
  if (seq > lastSeq) return;
  const answered = await db.list(commandLog, eq(commandLog.deviceId, deviceId), eq(commandLog.seq, seq));
  if (answered.some(({ id }) => id !== commandId)) refuse('sequence_gap', { expected: lastSeq + 1, got: seq });
}

/** The last contact moves only after a push, so that a batch made offline is judged by the times in it. */
async function touchCursor(engine: Engine, { tenantId, deviceId }: PushingDevice): Promise<void> {
  const now = engine.clock.now();
  await engine.database.write(tenantId, async (db) => {
    const known = await db.patch(deviceCursors, deviceId, { lastContactAt: now });
    if (!known) await db.insert(deviceCursors, { id: deviceId, lastSeq: 0, lastContactAt: now });
  });
}
