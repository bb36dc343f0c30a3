/**
 * The commands that wait for the server, in the local database. Laws: a command leaves the queue only when the server has
 * answered it or a person can see it under "Needs attention"; the server sees every sequence number once, in order, no gaps.
 */
import { and, asc, count, eq, gt, gte, lt, max, min, sql } from 'drizzle-orm';
import { derivedBody } from '#core/base/ids.ts';
import type { Json } from '#core/base/json.ts';
import type { Database, Drizzle } from '#core/data/database.ts';
import type { PushedCommand } from '#core/engine/push.ts';
import { SET_ASIDE, SYNC_ROW } from '#core/engine/rebase.ts';
import { attention, localCommands, syncState } from '#core/engine/tables.ts';

export interface Queue {
  readonly database: Database;
  readonly tenantId: string;
}

export type SyncPosition = typeof syncState.$inferSelect;
type LocalCommand = typeof localCommands.$inferSelect;

const MOST_COMMANDS = 200;
/** well below the server's 1 MiB for a body: photos travel as commands */
const MOST_BYTES = 700_000;

const ofTenant = ({ tenantId }: Queue) => eq(localCommands.tenantId, tenantId);

export async function loadPosition({ database, tenantId }: Queue): Promise<SyncPosition> {
  const row = await database.read(tenantId, (db) => db.find(syncState, SYNC_ROW));
  if (row === undefined) throw new Error('this profile was never signed in');
  return row;
}

const given = sql.placeholder;
const isPending = and(eq(localCommands.tenantId, given('tenantId')), eq(localCommands.state, 'pending'));

const pendingFrom = (drizzle: Drizzle) =>
  drizzle
    .select()
    .from(localCommands)
    .where(and(isPending, gte(localCommands.seq, given('first'))))
    .orderBy(asc(localCommands.seq))
    .limit(given('limit'))
    .prepare();

/** The next commands after `after`, as many as go into one push. */
export async function nextBatch(queue: Queue, { after, limit }: { after: number; limit: number }): Promise<PushedCommand[]> {
  const rows = await queue.database.read(queue.tenantId, (db) =>
    db.compiled(pendingFrom).all({ tenantId: queue.tenantId, first: after + 1, limit: Math.min(limit, MOST_COMMANDS) }),
  );
  const batch: PushedCommand[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += JSON.stringify(row.input).length;
    if (batch.length > 0 && bytes > MOST_BYTES) break;
    batch.push(pushed(row));
  }
  return batch;
}

const pushed = ({ seq, commandId, name, input, at }: LocalCommand): PushedCommand => ({
  seq,
  commandId,
  name,
  version: 1,
  input: input as PushedCommand['input'],
  at,
});

const lastPending = (drizzle: Drizzle) =>
  drizzle
    .select({ seq: max(localCommands.seq) })
    .from(localCommands)
    .where(isPending)
    .prepare();

/** The newest pending command's number, 0 where nothing waits. */
export async function newestPending({ database, tenantId }: Queue): Promise<number> {
  const rows = await database.read(tenantId, (db) => db.compiled(lastPending).all({ tenantId }));
  return rows[0]?.seq ?? 0;
}

export interface Counts {
  readonly waiting: number;
  readonly attention: number;
  /** the oldest pending command's number */
  readonly head: number | null;
}

const countPending = (drizzle: Drizzle) =>
  drizzle
    .select({ n: count(), head: min(localCommands.seq) })
    .from(localCommands)
    .where(isPending)
    .prepare();

const countShown = (drizzle: Drizzle) =>
  drizzle
    .select({ n: count() })
    .from(attention)
    .where(eq(attention.tenantId, given('tenantId')))
    .prepare();

const countLater = (drizzle: Drizzle) =>
  drizzle
    .select({ n: count() })
    .from(localCommands)
    .where(and(isPending, gt(localCommands.seq, given('seq'))))
    .prepare();

/** How many wait behind this one. */
export async function countAfter({ database, tenantId }: Queue, seq: number): Promise<number> {
  const rows = await database.read(tenantId, (db) => db.compiled(countLater).all({ tenantId, seq }));
  return rows[0]?.n ?? 0;
}

export async function countQueue(queue: Queue): Promise<Counts> {
  return queue.database.read(queue.tenantId, async (db) => {
    const { tenantId } = queue;
    const pending = await db.compiled(countPending).all({ tenantId });
    const shown = await db.compiled(countShown).all({ tenantId });
    return { waiting: pending[0]?.n ?? 0, attention: shown[0]?.n ?? 0, head: pending[0]?.head ?? null };
  });
}

/**
 * Puts a command that the server can't take under "Needs attention". Its place in the sequence is kept by a command that the
 * server refuses and counts, so that those behind it go through.
 */
export async function setAside(queue: Queue, said: { seq: number; code: string; facts: Record<string, Json>; now: number }): Promise<void> {
  await queue.database.write(queue.tenantId, async (db) => {
    const at = and(ofTenant(queue), eq(localCommands.seq, said.seq), eq(localCommands.state, 'pending'));
    const command = (await db.select().from(localCommands).where(at))[0];
    if (command === undefined || command.name === SET_ASIDE) return;
    const { commandId: id, name, input } = command;
    if ((await db.find(attention, id)) === undefined)
      await db.insert(attention, { id, name, input, at: command.at, code: said.code, facts: said.facts, createdAt: said.now });
    await db.unstamped.update(localCommands).set({ name: SET_ASIDE, input: {} }).where(at);
  });
}

/** The server has forgotten what it answered from `expected` on (an older disk): all of it goes again, under the same ids and numbers. */
export async function sendAgainFrom(queue: Queue, { expected, now }: { expected: number; now: number }): Promise<void> {
  await queue.database.write(queue.tenantId, async (db) => {
    const fromThere = and(ofTenant(queue), gte(localCommands.seq, expected));
    await db.unstamped.update(localCommands).set({ state: 'pending', acknowledgedAt: null }).where(fromThere);
    const kept = await db.select({ seq: localCommands.seq }).from(localCommands).where(fromThere).orderBy(asc(localCommands.seq)).limit(1);
    const state = await db.find(syncState, SYNC_ROW);
    const first = kept[0]?.seq ?? state?.nextSeq ?? expected;
    for (let seq = expected; seq < first; seq++) await db.unstamped.insert(localCommands).values(placeholder(queue, { seq, now }));
    db.touch(syncState);
  });
}

/** Stands for a command that was forgotten here after its 14 days. */
const placeholder = ({ tenantId }: Queue, { seq, now }: { seq: number; now: number }) => ({
  tenantId,
  seq,
  commandId: `cmd_${derivedBody(`forgotten/${tenantId}/${seq}/${now}`)}`,
  name: SET_ASIDE,
  input: {},
  at: now,
  state: 'pending' as const,
  acknowledgedAt: null,
});

export interface Device {
  readonly serverUrl: string;
  readonly deviceId: string;
  readonly member: SyncPosition['member'];
}

/**
 * Makes the profile this device's. A new device begins at 1 with the server, so all that is kept is numbered anew and goes
 * again: what the server has, it knows by the commands' ids.
 */
export async function adoptDevice(queue: Queue, device: Device): Promise<void> {
  await queue.database.write(queue.tenantId, async (db) => {
    const state = await db.find(syncState, SYNC_ROW);
    if (state === undefined)
      return db.insert(syncState, { id: SYNC_ROW, ...device, serverRev: 0, nonce: '', nextSeq: 1, lastContactAt: null, complete: false });
    // The role stays as last pulled: a pull that brings another one fetches everything afresh.
    const member = { ...device.member, role: state.member.role };
    const nextSeq = state.deviceId === device.deviceId ? state.nextSeq : await renumber(queue, db.unstamped);
    await db.patch(syncState, SYNC_ROW, { ...device, member, nextSeq });
  });
}

async function renumber(queue: Queue, db: Parameters<Parameters<Database['work']>[0]>[0]): Promise<number> {
  const rows = await db.select().from(localCommands).where(ofTenant(queue)).orderBy(asc(localCommands.seq));
  // Negative on the way, so that no number is taken twice.
  for (const [index, { seq }] of rows.entries())
    await db
      .update(localCommands)
      .set({ seq: -(index + 1) })
      .where(and(ofTenant(queue), eq(localCommands.seq, seq)));
  await db
    .update(localCommands)
    .set({ seq: sql`-${localCommands.seq}`, state: 'pending', acknowledgedAt: null })
    .where(and(ofTenant(queue), lt(localCommands.seq, 0)));
  const last = await db
    .select({ seq: max(localCommands.seq) })
    .from(localCommands)
    .where(ofTenant(queue));
  return (last[0]?.seq ?? 0) + 1;
}
