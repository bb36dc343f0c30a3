/**
 * A database on PostgreSQL that worlds live in one after the other. To make one, and to teach new connections its tables, takes
 * ten times as long as what most worlds do there.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { idBody } from '#core/base/ids.ts';
import type { Database } from '#core/data/database.ts';
import { openPostgres } from '#server/drivers/postgres/open.ts';
import { makePostgresDatabase } from './make.ts';

export interface GuestParts {
  readonly newNonce?: () => string;
  readonly defer?: (fn: () => void) => void;
}

export interface Guest {
  readonly database: Database;
  /** sees what is sent, as the database's own connections do */
  sees(sql: string): void;
  /** Waits until nothing is under way, and leaves the room empty. @returns what was sent */
  leave(): Promise<ReadonlySet<string>>;
}

export interface Room {
  readonly url: string;
  enter(parts: GuestParts): Guest;
}

/** What rows that are gone leave behind slows down those who look for others. */
const GUESTS_BEFORE_A_CLEANING = 25;

const empty: Room[] = [];

const anyNonce = (): string => idBody(randomBytes(13));

export const takeRoom = async (): Promise<Room> => empty.pop() ?? openRoom();

async function openRoom(): Promise<Room> {
  const { url, drop } = await makePostgresDatabase();
  let inside: (GuestParts & { readonly sent: Set<string> }) | undefined;
  let guests = 0;
  const database = await openPostgres({
    url,
    onStatement: (sql) => inside?.sent.add(sql),
    newNonce: () => (inside?.newNonce ?? anyNonce)(),
    defer: (fn) => (inside?.defer ?? setImmediate)(fn),
  });
  const sweeper = new pg.Client({ connectionString: url });
  await sweeper.connect();
  sweeper.on('error', () => {});
  (sweeper as unknown as { unref(): void }).unref();
  const { rows } = await sweeper.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'",
  );
  const tables = rows.map(({ name }) => `"${name}"`);

  async function sweep(): Promise<void> {
    guests += 1;
    const isCleaned = guests % GUESTS_BEFORE_A_CLEANING === 0;
    await sweeper.query(isCleaned ? `TRUNCATE ${tables.join(', ')}` : tables.map((name) => `DELETE FROM ${name}`).join('; '));
  }

  const room: Room = {
    url,
    enter(parts) {
      const sent = new Set<string>();
      inside = { ...parts, sent };
      const { database: lent, leave } = lend(database);
      return {
        database: lent,
        sees: (sql) => void sent.add(sql),
        async leave() {
          await leave();
          inside = undefined;
          try {
            await sweep();
            empty.push(room);
          } catch (error) {
            await Promise.all([database.close(), sweeper.end()]);
            await drop();
            throw error;
          }
          return sent;
        },
      };
    },
  };
  return room;
}

interface Lent {
  readonly database: Database;
  leave(): Promise<void>;
}

/** As if it were opened for them alone: closed, it answers no more, and tells none of their listeners anything. */
function lend(database: Database): Lent {
  const underWay = new Set<Promise<unknown>>();
  const listening: (() => void)[] = [];
  let isClosed = false;
  const tracked = <Args extends unknown[], T>(fn: (...args: Args) => Promise<T>) =>
    (async (...args: Args): Promise<T> => {
      if (isClosed) throw new Error('the database is closed');
      const asked = fn(...args);
      underWay.add(asked);
      try {
        return await asked;
      } finally {
        underWay.delete(asked);
      }
    }) as never;
  const close = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.allSettled(underWay);
    isClosed = true;
    for (const stop of listening.splice(0)) stop();
  };
  return {
    database: {
      read: tracked(database.read),
      across: tracked(database.across),
      write: tracked(database.write),
      work: tracked(database.work),
      onCommit(listener) {
        const stop = database.onCommit(listener);
        listening.push(stop);
        return stop;
      },
      close,
    },
    leave: close,
  };
}
