/**
 * What other processes commit. After a commit its process says so by NOTIFY, on a connection of its own: inside the transaction
 * all commits of the database would queue for one lock. Whoever has no LISTEN (CockroachDB), or missed something, sees it by
 * looking at every tenant's newest revision now and then.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Logger } from '#core/base/ports.ts';
import type { Commit } from '#core/data/database.ts';
import { isHopeless } from './errors.ts';
import { tableNames } from './migrate.ts';
import type { Stands } from './writes.ts';

const CHANNEL = 'slotkeeper';
/** PostgreSQL takes less than 8,000 bytes. */
const MOST_BYTES = 7_500;
const LOOK_AGAIN_MS = { listening: 15_000, deaf: 1_000 };
const RECONNECT_MS = 1_000;

export interface NewsParts {
  /** the first connection; closed where it can't be listened on */
  readonly client: pg.Client;
  readonly connect: () => Promise<pg.Client>;
  /** every tenant's newest revision */
  readonly heads: () => Promise<readonly { tenantId: string; rev: number }[]>;
  readonly logger: Logger;
  readonly onCommit: (commit: Commit) => void;
  /** false: as on a database that has no LISTEN */
  readonly listens: boolean;
}

export interface News {
  /** what this process has committed */
  tell(commits: readonly Stands[]): void;
  close(): Promise<void>;
}

type Told = readonly [tenantId: string, rev: number | null, tables: readonly string[]];

export async function openNews(parts: NewsParts): Promise<News> {
  const known = new Map<string, number>();
  const me = randomBytes(8).toString('hex');
  const state = { client: undefined as pg.Client | undefined, closed: false };
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let outbox: Told[] = [];
  let sending: Promise<void> | undefined;

  function note(tenantId: string, rev: number | null): void {
    if (rev !== null && rev > (known.get(tenantId) ?? 0)) known.set(tenantId, rev);
  }

  /** A revision may also fall: the database was put back to an earlier state. */
  async function look({ isFirst }: { isFirst: boolean }): Promise<void> {
    for (const { tenantId, rev } of await parts.heads()) {
      if ((known.get(tenantId) ?? 0) === rev) continue;
      known.set(tenantId, rev);
      // Which tables it touched nobody knows: it may be any.
      if (!isFirst) parts.onCommit({ tenantId, tables: tableNames });
    }
  }

  function lookLater(): void {
    if (state.closed) return;
    timer = setTimeout(lookNow, state.client === undefined ? LOOK_AGAIN_MS.deaf : LOOK_AGAIN_MS.listening).unref();
  }

  function lookNow(): void {
    clearTimeout(timer);
    looking ??= look({ isFirst: false })
      .catch((error: unknown) => parts.logger.warn({ err: error }, 'news of other processes could not be read'))
      .finally(() => {
        looking = undefined;
        lookLater();
      });
  }

  function hear(payload: string): void {
    const { from, commits } = messageOf(payload);
    if (from === me) return;
    for (const [tenantId, rev, tables] of commits) {
      note(tenantId, rev);
      parts.onCommit({ tenantId, tables: tables.length === 0 ? tableNames : tables });
    }
  }

  async function listenOn(client: pg.Client): Promise<void> {
    client.on('notification', ({ payload = '' }) => hear(payload));
    client.on('end', () => {
      if (state.client !== client) return;
      state.client = undefined;
      listenLater();
    });
    try {
      await client.query(`LISTEN ${CHANNEL}`);
      state.client = client;
    } catch (error) {
      await client.end();
      if (!isHopeless(error)) return listenLater();
      parts.logger.info({ err: error }, 'this database has no LISTEN: other processes are looked at every second');
    }
  }

  function listenLater(): void {
    if (state.closed) return;
    setTimeout(() => {
      if (state.closed) return;
      // What was said meanwhile was missed.
      parts.connect().then(listenOn).then(lookNow, listenLater);
    }, RECONNECT_MS).unref();
  }

  /** One message a time: what is committed meanwhile goes out together. */
  async function send(): Promise<void> {
    while (outbox.length > 0 && state.client !== undefined) {
      const payloads = payloadsOf(me, outbox);
      outbox = [];
      // A message that is lost is seen by looking.
      for (const payload of payloads) await state.client?.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]).catch(() => {});
    }
    outbox = [];
  }

  await look({ isFirst: true });
  if (parts.listens) await listenOn(parts.client);
  else await parts.client.end();
  lookLater();

  return {
    tell(commits) {
      for (const { tenantId, rev, tables } of commits) {
        if (tenantId === null || tables.length === 0) continue;
        note(tenantId, rev);
        outbox.push([tenantId, rev, tables]);
      }
      sending ??= send().finally(() => (sending = undefined));
    },
    async close() {
      state.closed = true;
      clearTimeout(timer);
      await Promise.all([looking, sending]);
      await state.client?.end();
    },
  };
}

/** Whoever else speaks on this channel is not understood, and does no harm. */
function messageOf(payload: string): { from: string; commits: readonly Told[] } {
  try {
    const [from, commits] = JSON.parse(payload) as [string, Told[]];
    return { from, commits: commits.filter(([tenantId, , tables]) => typeof tenantId === 'string' && Array.isArray(tables)) };
  } catch {
    return { from: '', commits: [] };
  }
}

/** Names of tables are left out where a message would be too long for them. */
function payloadsOf(from: string, told: readonly Told[]): string[] {
  const whole = JSON.stringify([from, told]);
  if (Buffer.byteLength(whole) <= MOST_BYTES) return [whole];
  const [only] = told;
  if (told.length === 1 && only !== undefined) return [JSON.stringify([from, [[only[0], only[1], []]]])];
  const half = Math.ceil(told.length / 2);
  return [...payloadsOf(from, told.slice(0, half)), ...payloadsOf(from, told.slice(half))];
}
