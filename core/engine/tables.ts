import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Json } from '../base/json.ts';
import { instant, json, keyed } from '../data/columns.ts';

/** Server: every command that was answered, once, under the id made at its door. A repeat is answered from here. */
export const commandLog = sqliteTable(
  'command_log',
  {
    ...keyed(),
    name: text().notNull(),
    actorKind: text().notNull(),
    actorId: text().notNull(),
    at: instant().notNull(),
    /** null: done; else the refusal's code */
    refusal: text(),
    /** the answer's value (null where the command says nothing), or the refusal's facts */
    answer: json<Json>(),
    deviceId: text(),
    seq: integer(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('command_log_by_device')
      .on(t.tenantId, t.deviceId, t.seq)
      .where(sql`device_id is not null`),
  ],
);

/** Server: how far each device's commands have been answered. Advances in the command's own transaction. */
export const deviceCursors = sqliteTable(
  'device_cursors',
  {
    ...keyed(),
    lastSeq: integer().notNull(),
    lastContactAt: instant().notNull(),
    /** two copies of one profile were seen at work: no command of this device is taken from then on */
    copiedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Server: what a request with an `Idempotency-Key` was answered, for 24 hours, written with its effect. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    ...keyed(),
    payloadHash: text().notNull(),
    status: integer().notNull(),
    body: text().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('idempotency_by_expiry').on(t.expiresAt)],
);

/** Desktop: commands in the order in which they were made. Acknowledged ones are kept for 14 days, for a server that lost them. */
export const localCommands = sqliteTable(
  'local_commands',
  {
    tenantId: text().notNull(),
    seq: integer().notNull(),
    commandId: text().notNull(),
    name: text().notNull(),
    input: json<Json>().notNull(),
    at: instant().notNull(),
    state: text().$type<'pending' | 'acknowledged'>().notNull(),
    /** ms epoch of the acknowledgement */
    acknowledgedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.seq] }), index('local_commands_by_state').on(t.tenantId, t.state, t.seq)],
);

/** A copy of everything, under way: the server's rows as they were at `rev` or later, table by table in the order of their keys. */
export interface Fetching {
  readonly rev: number;
  readonly nonce: string;
  /** the newest moment of the server that any of the rows is of: it is worth nothing to a server that never was there */
  readonly seen: { readonly rev: number; readonly nonce: string };
  readonly role: string;
  /** rows there are, and rows that have come */
  readonly total: number;
  readonly done: number;
  /** the table under way and the last key that came of it; null before the first */
  readonly table: string | null;
  readonly after: string;
  /** every row is here: what changed since `rev` is still to be pulled */
  readonly isWhole: boolean;
  /** rows wait beside the ones that are shown, and take their place in one transaction */
  readonly isStaged: boolean;
  /** the newest migration that this app knew when it began */
  readonly under: string;
}

/** Desktop: which server, which member, which revision these rows are. One row. */
export const syncState = sqliteTable(
  'sync_state',
  {
    ...keyed(),
    serverUrl: text().notNull(),
    deviceId: text().notNull(),
    member: json<{ id: string; name: string; email: string; role: string }>().notNull(),
    /** not `rev`: this row is the desktop's own, and no journal may stamp it */
    serverRev: integer().notNull(),
    nonce: text().notNull(),
    /** the next command's */
    nextSeq: integer().notNull(),
    lastContactAt: instant(),
    /** the first sync has been applied whole */
    complete: integer({ mode: 'boolean' }).notNull(),
    /** a copy of everything that was begun and is not yet shown */
    fetching: json<Fetching>(),
    /** The newest migration that this app knew when its server sent tables or columns that it did not: a newer app fetches afresh. */
    lacksSince: text(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Desktop: what the server refused, until a person decides. */
export const attention = sqliteTable(
  'attention',
  {
    ...keyed(),
    name: text().notNull(),
    input: json<Json>().notNull(),
    at: instant().notNull(),
    code: text().notNull(),
    facts: json<Record<string, Json>>().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
