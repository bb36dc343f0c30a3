/**
 * The one road by which anything changes: authorise, run, react, record. A refusal undoes what the command wrote and is
 * recorded outside that savepoint; a fault rolls everything back and leaves no trace, so that it can be tried again.
 */
import { idSource } from '../base/ids.ts';
import type { Json } from '../base/json.ts';
import { refuse } from '../base/refusal.ts';
import { type Actor, isAllowed } from '../contracts/actor.ts';
import type { Command, CommandContext } from '../contracts/command.ts';
import type { DomainEvent, RecordedEvent } from '../contracts/event.ts';
import type { ReadDb, WriteDb } from '../data/database.ts';
import { events } from '../data/tables.ts';
import { clocksIn, nowIn } from './clock.ts';
import { type Engine, type Outcome, outcomeOf, parseInput } from './engine.ts';
import { reactionsTo } from './registry.ts';
import { commandLog } from './tables.ts';

export interface Envelope {
  /** `cmd_…`, made once at the door and kept with the command */
  readonly commandId: string;
  readonly name: string;
  /** of the input; 1 where absent */
  readonly version?: number;
  readonly input: unknown;
  /** epoch ms at which its author acted; the server's now when absent */
  readonly at?: number;
  /** it comes from a desktop's queue: one that needs the server is refused, and the queue goes on behind it */
  readonly offline?: boolean;
}

export interface Execution {
  readonly tenantId: string;
  /** who asks, or how to see in the transaction itself who that is by now */
  readonly actor: Actor | ((db: ReadDb) => Promise<Actor>);
  readonly envelope: Envelope;
  /** The command's id was made for this very call: nothing can have been answered under it. */
  readonly isNew?: boolean;
  /** in the same transaction, after the command: idempotency rows, a device's cursor */
  readonly alongside?: (db: WriteDb, outcome: Outcome) => Promise<void>;
  readonly from?: { readonly deviceId: string; readonly seq: number };
}

export async function execute(
  engine: Engine,
  { tenantId, actor: who, envelope, isNew = false, alongside, from }: Execution,
): Promise<Outcome> {
  return engine.database.write(tenantId, async (db) => {
    const actor = typeof who === 'function' ? await who(db) : who;
    const earlier = isNew ? undefined : await db.find(commandLog, envelope.commandId);
    const outcome = earlier === undefined ? await attempt(engine, { db, actor, envelope }) : answered(earlier, actor);
    if (earlier === undefined)
      await db.insert(commandLog, {
        id: envelope.commandId,
        name: envelope.name,
        actorKind: actor.kind,
        actorId: actor.id,
        at: envelope.at ?? (await nowIn(engine, db)),
        refusal: outcome.ok ? null : outcome.code,
        answer: outcome.ok ? outcome.value : outcome.facts,
        deviceId: from?.deviceId ?? null,
        seq: from?.seq ?? null,
      });
    await alongside?.(db, outcome);
    return outcome;
  });
}

/** From whichever device its author asks. @throws Refusal `idempotency_conflict` to anybody else, who learns nothing of it */
function answered(row: typeof commandLog.$inferSelect, actor: Actor): Outcome {
  if (row.actorKind !== actor.kind || row.actorId !== actor.id) refuse('idempotency_conflict', { commandId: row.id });
  return row.refusal === null
    ? { ok: true, value: row.answer }
    : { ok: false, code: row.refusal as never, facts: row.answer as Record<string, Json> };
}

export interface Attempt {
  readonly db: WriteDb;
  readonly actor: Actor;
  readonly envelope: Envelope;
}

/** Runs the command in a savepoint of its own. @returns the refusal as an outcome; faults are thrown */
export async function attempt(engine: Engine, { db, actor, envelope }: Attempt): Promise<Outcome> {
  try {
    const command = mustFindCommand(engine, envelope.name);
    if (!isAllowed(actor, command.allow)) refuse('forbidden', { command: envelope.name });
    mustKnowVersion(command, envelope.version ?? 1);
    if (envelope.offline === true && !command.offline)
      refuse('invalid_request', { issues: [{ path: 'name', expected: 'a command that may run offline' }] });
    const input = parseInput(command.input, envelope.input);
    const value = await db.nested(() => runWithReactions(engine, { db, actor, envelope, command, input }));
    return { ok: true, value: (value ?? null) as Json };
  } catch (error) {
    return outcomeOf(error);
  }
}

function mustFindCommand(engine: Engine, name: string): Command {
  return engine.registry.commands.get(name) ?? refuse('invalid_request', { issues: [{ path: 'name', expected: 'the name of a command' }] });
}

/** A newer app's command that this side doesn't know yet: half understood would be worse than refused. */
function mustKnowVersion({ name, version: known = 1 }: Command, version: number): void {
  if (version <= known) return;
  const expected = `${known} at the most: the app is newer than its server`;
  refuse('invalid_request', { issues: [{ path: 'version', expected }], command: name, version, known });
}

async function runWithReactions(engine: Engine, run: Attempt & { command: Command; input: unknown }): Promise<unknown> {
  const { db, actor, envelope, command, input } = run;
  const waiting: DomainEvent[] = [];
  const { serverNow, outsideNow } = await clocksIn(engine, db);
  const ctx: CommandContext = {
    commandId: envelope.commandId,
    actor,
    now: envelope.at ?? serverNow,
    serverNow,
    outsideNow,
    side: engine.side,
    newId: idSource(envelope.commandId),
    emit: (event) => waiting.push(event),
  };
  const value = await command.run({ db, ctx }, input);
  const told = engine.side === 'server' ? (toldIn.get(db) ?? 0) : 0;
  // A reaction may emit in its turn: the queue grows while it is read.
  for (let i = 0; i < waiting.length; i++) await tell(engine, { db, ctx, event: waiting[i] as DomainEvent, ordinal: told + i });
  toldIn.set(db, told + waiting.length);
  return value;
}

/** Events of one transaction so far: two commands of one request share a revision, and the log is read on by (revision, ordinal). */
const toldIn = new WeakMap<WriteDb, number>();

interface Telling {
  readonly db: WriteDb;
  readonly ctx: CommandContext;
  readonly event: DomainEvent;
  readonly ordinal: number;
}

async function tell(engine: Engine, { db, ctx, event, ordinal }: Telling): Promise<void> {
  const recorded: RecordedEvent = { ...event, id: ctx.newId('evt'), at: ctx.now };
  await db.insert(events, {
    id: recorded.id,
    name: event.name,
    at: ctx.now,
    ordinal,
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    subjectKind: event.subject.kind,
    subjectId: event.subject.id,
    data: { ...event.data },
  });
  for (const reaction of reactionsTo(engine.registry, event.name))
    if (reaction.side === 'both' || engine.side === 'server') await reaction.run({ db, ctx }, recorded);
}
