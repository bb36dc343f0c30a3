/** A file that an owner wants to go back to, looked into before anything is done with it. */
import { count } from 'drizzle-orm';
import { Refusal } from '#core/base/refusal.ts';
import { mine, type ReadDb } from '#core/data/database.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import { offerings } from '#core/domains/catalog/tables.ts';
import { customers } from '#core/domains/customers/tables.ts';
import { ArchiveProblem } from '../backup/problem.ts';
import type { ServerParts } from '../parts.ts';
import { randomBody } from '../secrets/tokens.ts';
import type { ExportManifest } from './manifest.ts';
import type { ReplaceOrder } from './replace.ts';

interface Counts {
  readonly bookings: number;
  readonly customers: number;
  readonly offerings: number;
}

export interface Inspected {
  readonly business: string;
  /** epoch ms */
  readonly madeAt: number;
  readonly inFile: Counts;
  readonly now: Counts;
  /** in the whole file */
  readonly rows: number;
}

/** @throws Refusal `invalid_request` {reason}: an ArchiveFault, `not_ours` (made elsewhere, or changed since), `other_business` */
export async function inspect(
  { engine, serverKey }: ServerParts,
  { file, tenantId }: { file: string; tenantId: string },
): Promise<Inspected> {
  const { isOurs } = await import('./manifest.ts');
  const manifest = await manifestOf(file);
  if (manifest.business.id !== tenantId) refuseFile('other_business', { business: manifest.business.name });
  // Whoever owns one business must not write another's rows, or a script, into this server by a file of their own making.
  if (!isOurs(manifest, serverKey)) refuseFile('not_ours');
  const { counts, sandboxCounts, business, madeAt } = manifest;
  return {
    business: business.name,
    madeAt: Date.parse(madeAt),
    inFile: { bookings: counts['bookings'] ?? 0, customers: counts['customers'] ?? 0, offerings: counts['offerings'] ?? 0 },
    now: await engine.database.read(tenantId, countNow),
    rows: sumOf(counts) + sumOf(sandboxCounts),
  };
}

async function manifestOf(path: string): Promise<ExportManifest> {
  const { openExport } = await import('./read.ts');
  try {
    const file = await openExport(path);
    file.close();
    return file.manifest;
  } catch (error) {
    throw refusalOf(error);
  }
}

export const refusalOf = (error: unknown): unknown => (error instanceof ArchiveProblem ? fileRefusal(error.fault) : error);

const fileRefusal = (reason: string, facts: Record<string, string> = {}): Refusal =>
  new Refusal('invalid_request', {
    reason,
    ...facts,
    issues: [{ path: 'file', expected: 'what "Download everything" made of this business' }],
  });

function refuseFile(reason: string, facts: Record<string, string> = {}): never {
  throw fileRefusal(reason, facts);
}

const sumOf = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

async function countNow(db: ReadDb): Promise<Counts> {
  const rowsOf = async (table: typeof bookings | typeof customers | typeof offerings): Promise<number> =>
    (await db.select({ n: count() }).from(table).where(mine(db, table)))[0]?.n ?? 0;
  return { bookings: await rowsOf(bookings), customers: await rowsOf(customers), offerings: await rowsOf(offerings) };
}

/** What the bell tells everybody whose screens have just changed. */
export function notice({ name, madeAt, zone, at }: { name: string; madeAt: number; zone: string; at: number }): ReplaceOrder['notice'] {
  const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: zone }).format(madeAt);
  return { id: `ntf_${randomBody()}`, title: 'Restored from a file', body: `${name} put everything back to how it was on ${when}.`, at };
}
