/** A console's desk: calls over a bridge, answered or cut off, and what its local database holds. */
import Database from 'better-sqlite3';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BridgeAnswer, SyncState } from '#core/engine/bridge.ts';
import { type Host, openHost } from '#host/host.ts';
import { nodePlatform } from '#host/platform.ts';
import type { Fetch } from '#host/ports.ts';
import { secretFile } from '#host/secrets.ts';

export interface Desk {
  /** @throws CutOff where the host died first */
  call(method: string, arg?: unknown): Promise<BridgeAnswer>;
}

export interface LocalDesk extends Desk {
  readonly host: Host;
}

/** A host inside this process, whose server is what dies. */
export async function openDesk(folder: string, fetchWith: Fetch = fetch): Promise<LocalDesk> {
  const platform = { ...nodePlatform({ logLevel: 'silent' }), fetch: fetchWith };
  const host = await openHost({ folder, secrets: secretFile(join(folder, 'token')), platform });
  const waiting = new Map<number, (answer: BridgeAnswer) => void>();
  let receive: (message: unknown) => void = () => {};
  host.connect({
    post(message) {
      if (!('event' in message)) waiting.get(message.id)?.(structuredClone(message));
    },
    onMessage: (listener) => (receive = listener),
    onClose: () => {},
  });
  let asked = 0;
  const call = (method: string, arg: unknown = {}) =>
    new Promise<BridgeAnswer>((resolve) => {
      const id = ++asked;
      waiting.set(id, resolve);
      receive({ id, method, arg });
    });
  return { host, call };
}

const MOST_ROUNDS = 50;

/** Rounds with a server that is there, until nothing waits. @throws where something waits for ever */
export async function untilQuiet(desk: Desk): Promise<void> {
  let said: SyncState | undefined;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const answer = await desk.call('sync.now');
    if (!answer.ok) throw new Error(`a round could not be asked for: ${answer.error.code}`);
    said = answer.value as SyncState;
    if (said.waiting === 0 && said.offlineSince === null && said.state !== 'syncing') return;
  }
  throw new Error(`the desk does not come to rest: ${JSON.stringify(said)}`);
}

export type LocalRow = Record<string, unknown>;

/** Reads the one profile of a folder, while its host runs or not. */
export function readProfile<T>(folder: string, read: (select: (sql: string) => LocalRow[]) => T): T {
  const files = readdirSync(join(folder, 'profiles')).filter((name) => name.endsWith('.sqlite'));
  const [name] = files;
  if (name === undefined || files.length > 1) throw new Error(`not one profile in ${folder}: ${files.join(', ')}`);
  const database = new Database(join(folder, 'profiles', name), { readonly: true });
  try {
    return read((sql) => database.prepare(sql).all() as LocalRow[]);
  } finally {
    database.close();
  }
}

/** Every row that came from the server, table by table, as text that can be compared. */
export function syncedRows(folder: string): Map<string, string[]> {
  return readProfile(folder, (select) => {
    const tables = select(
      `SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.name = 'rev'
       WHERE t.type = 'table' AND t.name NOT IN ('heads', 'revisions', 'tombstones') ORDER BY t.name`,
    );
    return new Map(
      tables.map(({ name }) => [String(name), select(`SELECT * FROM "${String(name)}" ORDER BY id`).map((row) => textOf(row))]),
    );
  });
}

const textOf = (row: LocalRow): string => JSON.stringify(row, Object.keys(row).toSorted());

/** What one has and the other has not. */
export function differences(here: Map<string, string[]>, there: Map<string, string[]>): string[] {
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((table) => {
    const mine = new Set(here.get(table));
    const theirs = new Set(there.get(table));
    return [
      ...[...mine].filter((row) => !theirs.has(row)).map((row) => `${table}: only here ${row}`),
      ...[...theirs].filter((row) => !mine.has(row)).map((row) => `${table}: only from scratch ${row}`),
    ];
  });
}
