/**
 * PostgreSQL behind the port. Nothing here is more than what Citus, YugabyteDB and CockroachDB have as well: row locks and keys
 * that begin with the tenant. LISTEN and NOTIFY are used where they exist (news.ts).
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { idBody } from '#core/base/ids.ts';
import type { Logger } from '#core/base/ports.ts';
import { HOUR, MINUTE } from '#core/base/time.ts';
import type { Commit, Database as Port } from '#core/data/database.ts';
import { revisionJournal } from '#core/data/journals.ts';
import { heads } from '#core/data/tables.ts';
import { type OnStatement, takeLink } from './link.ts';
import { migratePostgres } from './migrate.ts';
import { openNews } from './news.ts';
import { connecting, openPool } from './pool.ts';
import { openReads } from './reads.ts';
import { openWrites, type Stands } from './writes.ts';

const MOST_READERS = 8;
const MOST_WRITERS = 8;

/** Far longer than anybody asks whether a COMMIT was done, and short enough for the table to stay small. */
const COMMITS_KEPT_MS = HOUR;
const SWEEP_EVERY_MS = 10 * MINUTE;

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };

export interface PostgresParts {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly logger?: Logger;
  /** a revision's mark; random unless a test says otherwise */
  readonly newNonce?: () => string;
  readonly defer?: (fn: () => void) => void;
  readonly onStatement?: OnStatement;
  /** false: as on a database that has no LISTEN */
  readonly listens?: boolean;
  /** between two attempts */
  readonly pause?: (ms: number) => Promise<void>;
}

/** @throws what the connection failed of, or an Error with one clear sentence where the database can't be used */
export async function openPostgres(parts: PostgresParts): Promise<Port> {
  const { url, logger = silent, onStatement = () => {}, defer = setImmediate, listens = true, pause = sleep } = parts;
  const newNonce = parts.newNonce ?? (() => idBody(randomBytes(13)));
  const client = await connect(url);
  try {
    await migratePostgres(client);
  } catch (error) {
    await client.end();
    throw error;
  }

  const readers = openPool({ url, max: MOST_READERS, writes: false });
  const writers = openPool({ url, max: MOST_WRITERS, writes: true });
  const attempting = { pause, random: Math.random, logger };
  let isClosed = false;
  const linkOf = (pool: pg.Pool) => async () => {
    if (isClosed) throw new Error('the database is closed');
    return takeLink(pool, onStatement);
  };
  const reads = openReads({ ...attempting, takeLink: linkOf(readers) });
  const listeners = new Set<(commit: Commit) => void>();

  function tell(commit: Commit): void {
    for (const listener of listeners) {
      try {
        listener(commit);
      } catch (error) {
        // The commit stands whatever a listener makes of it.
        logger.error({ err: error }, 'a listener of commits failed');
      }
    }
  }

  const news = await openNews({
    ...{ logger, listens, client, onCommit: tell },
    connect: () => connect(url),
    heads: () => reads.across((db) => db.select({ tenantId: heads.tenantId, rev: heads.rev }).from(heads)),
  });

  const writes = openWrites({
    ...{ ...attempting, defer, now: Date.now, takeLink: linkOf(writers) },
    journalOf: (drizzle, tenantId) => revisionJournal({ drizzle, tenantId, newNonce }),
    onCommitted(commits: readonly Stands[]) {
      for (const { tenantId, tables } of commits) if (tables.length > 0) tell({ tenantId, tables });
      news.tell(commits);
    },
  });

  const sweep = (): void =>
    void readers.query('DELETE FROM commits WHERE at < $1', [Date.now() - COMMITS_KEPT_MS]).catch((error: unknown) => {
      logger.warn({ err: error }, 'old commits could not be swept');
    });
  const sweeping = setInterval(sweep, SWEEP_EVERY_MS).unref();

  return {
    ...reads,
    write: writes.write,
    work: writes.work,
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      clearInterval(sweeping);
      await writes.idle();
      await news.close();
      isClosed = true;
      await Promise.all([readers.end(), writers.end()]);
    },
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, ...connecting });
  // What it breaks of is told to whoever asks it next.
  client.on('error', () => {});
  await client.connect();
  return client;
}
