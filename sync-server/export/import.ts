/**
 * Brings a business to a server that does not have it, as it was to the last revision: desktops that knew it go on where they
 * were. Its sandbox twin comes first, so that a business is never there without it; what a broken import left of a twin gives way.
 */
import { eq } from 'drizzle-orm';
import type { Database, WriteDb } from '#core/data/database.ts';
import { tenants } from '#core/domains/tenants/tables.ts';
import { ArchiveProblem } from '../backup/problem.ts';
import type { Blobs } from '../blobs/port.ts';
import { findTenant } from '../directory.ts';
import { codeOf, PlainError } from '../start/plainly.ts';
import { bringFiles } from './files.ts';
import type { ExportManifest, Part } from './manifest.ts';
import type { ExportFile } from './read.ts';
import { insertRows, type Kept, keptTables, type Row } from './rows.ts';

export interface ImportOrder {
  readonly database: Database;
  /** where its files of evidence go; absent: they stay in the file */
  readonly blobs?: Blobs | undefined;
  readonly file: ExportFile;
  /** rows so far */
  readonly onRows?: ((rows: number) => void) | undefined;
}

/** @throws PlainError where the server has such a business, ArchiveProblem; nothing of it is here then */
export async function importBusiness({ database, blobs, file, onRows }: ImportOrder): Promise<ExportManifest> {
  await mustBeNew(database, file.manifest);
  if (blobs === undefined) return importRows({ database, file, onRows });
  const places = partsOf(file);
  try {
    for (const [part, tenantId] of places) await bringFiles(blobs, { tenantId, files: file.files(part) });
    return await importRows({ database, file, onRows });
  } catch (error) {
    for (const [part, tenantId] of places) for (const { id } of file.files(part)) await blobs.remove({ tenantId, id }).catch(() => {});
    throw error;
  }
}

function partsOf({ manifest: { business, sandbox } }: ExportFile): [Part, string][] {
  return [['', business.id], ...(sandbox === null ? [] : [['sandbox/', sandbox.id] as [Part, string]])];
}

async function importRows({ database, file, onRows = () => {} }: Omit<ImportOrder, 'blobs'>): Promise<ExportManifest> {
  const { business, sandbox } = file.manifest;
  let total = 0;
  const progress = (rows: number) => onRows((total += rows));
  if (sandbox !== null) {
    const twin = { id: sandbox.id, subdomain: sandbox.subdomain, sandboxOf: business.id };
    await bring(database, { file, part: 'sandbox/', tenant: twin, progress });
  }
  const live = { id: business.id, subdomain: business.subdomain, sandboxOf: null };
  try {
    await bring(database, { file, part: '', tenant: live, progress });
  } catch (error) {
    if (sandbox !== null) await database.write(sandbox.id, forgetTenant);
    throw error;
  }
  return file.manifest;
}

async function mustBeNew(database: Database, { business, sandbox }: ExportManifest): Promise<void> {
  for (const wanted of [business.id, business.subdomain])
    if ((await findTenant(database, wanted)) !== undefined) throw isTaken(business.subdomain);
  if (sandbox === null) return;
  for (const wanted of [sandbox.id, sandbox.subdomain]) {
    const found = await findTenant(database, wanted);
    const isLeft = found?.tenantId === sandbox.id && found.sandboxOf === business.id;
    if (found !== undefined && !isLeft) throw isTaken(sandbox.subdomain);
  }
}

const isTaken = (subdomain: string): PlainError =>
  new PlainError(`There is a business "${subdomain}" on this server already: nothing was imported.`);

interface Tenant {
  readonly id: string;
  readonly subdomain: string;
  readonly sandboxOf: string | null;
}

interface Bringing {
  readonly file: ExportFile;
  readonly part: Part;
  readonly tenant: Tenant;
  progress(rows: number): void;
}

async function bring(database: Database, { file, part, tenant, progress }: Bringing): Promise<void> {
  await database
    .write(tenant.id, async (db) => {
      await forgetTenant(db);
      for (const kept of keptTables.values())
        for await (const rows of file.rows(part, kept)) {
          mustBe(tenant, { kept, rows });
          await insertRows(db, kept, { rows });
          progress(rows.length);
        }
      if ((await db.select().from(tenants).where(eq(tenants.tenantId, db.tenantId))).length !== 1) throw notItsOwn();
    })
    .catch((error: unknown) => {
      throw asProblem(error, tenant);
    });
}

const notItsOwn = () => new ArchiveProblem('damaged', 'is damaged: its rows are not of the business that it names');

function mustBe({ id, subdomain, sandboxOf }: Tenant, { kept, rows }: { kept: Kept; rows: readonly Row[] }): void {
  for (const row of rows) {
    if (kept.name === 'tenants' && (row['subdomain'] !== subdomain || row['sandboxOf'] !== sandboxOf)) throw notItsOwn();
    if (kept.name === 'profiles' && (row['id'] !== id || row['subdomain'] !== subdomain)) throw notItsOwn();
  }
}

/** A row that stands twice; of the directory, one that another business has taken meanwhile. */
function asProblem(error: unknown, { subdomain }: Tenant): unknown {
  if (!isConstraint(error)) return error;
  const isName = /tenants/.test(messageOf(error));
  return isName ? isTaken(subdomain) : new ArchiveProblem('damaged', 'is damaged: it has a row twice', { cause: error });
}

const UNIQUE_VIOLATION = '23505';

/** By the driver's code, of the error itself or of what caused it. */
function isConstraint(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return codeOf(error).startsWith('SQLITE_CONSTRAINT') || codeOf(error) === UNIQUE_VIOLATION || isConstraint(error.cause);
}

const messageOf = (error: unknown): string => (error instanceof Error ? `${error.message} ${messageOf(error.cause)}` : '');

async function forgetTenant(db: WriteDb): Promise<void> {
  for (const { table } of keptTables.values()) await db.unstamped.delete(table).where(eq(table.tenantId, db.tenantId));
}
