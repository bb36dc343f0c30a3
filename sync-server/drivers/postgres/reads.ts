/** Reads: one snapshot for as long as `fn` runs, on connections of their own, so that a writer that asks never waits for itself. */
import { Refusal } from '#core/base/refusal.ts';
import { type AcrossDb, acrossDb, type ReadDb, readDb } from '#core/data/database.ts';
import { type Attempting, persistently } from './attempts.ts';
import { plain } from './errors.ts';
import type { Link } from './link.ts';

export interface ReadsParts extends Attempting {
  readonly takeLink: () => Promise<Link>;
}

export interface Reads {
  read<T>(tenantId: string, fn: (db: ReadDb) => Promise<T>): Promise<T>;
  across<T>(fn: (db: AcrossDb) => Promise<T>): Promise<T>;
}

const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

export function openReads(parts: ReadsParts): Reads {
  const inSnapshot = <T>(fn: (link: Link) => Promise<T>): Promise<T> =>
    persistently(parts, async () => {
      const link = await parts.takeLink();
      void link.send(BEGIN);
      try {
        return await fn(link);
      } catch (error) {
        throw asRead(error, { link, parts });
      } finally {
        // Whoever asked needn't wait for the end of it.
        void link.release();
      }
    });
  return {
    read: (tenantId, fn) => inSnapshot((link) => fn(readDb(link.drizzle, tenantId))),
    across: (fn) => inSnapshot((link) => fn(acrossDb(link.drizzle))),
  };
}

/** A connection that broke while nobody used it shows at the first statement. Later `fn` has seen rows, and is not called anew. */
function asRead(error: unknown, { link, parts }: { link: Link; parts: ReadsParts }): unknown {
  if (link.doom === undefined) return plain(error);
  if (link.isFresh) return link.doom;
  parts.logger.error({ err: link.doom.cause }, 'a read was cut off');
  return new Refusal('unavailable');
}
