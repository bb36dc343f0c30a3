/** `npm run export` and `npm run import`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Database } from '#core/data/database.ts';
import { copyDatabase } from '../backup/copy.ts';
import { DATABASE } from '../backup/manifest.ts';
import { mustBeFree, plainOf } from '../backup/pack.ts';
import { WORKSHOP } from '../backup/passing.ts';
import { type ByHand, megabytes, naming, needed, optionsOf } from '../backup/telling.ts';
import { openBlobs } from '../blobs/open.ts';
import { findTenant } from '../directory.ts';
import { openSqlite } from '../drivers/sqlite.ts';
import { loadServerKey, openDatabase, prepareFolder } from '../start/dataFolder.ts';
import { PlainError } from '../start/plainly.ts';
import { importBusiness } from './import.ts';
import { openExport } from './read.ts';
import { exportBusiness } from './write.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const help = { ...flag, short: 'h' } as const;

const EXPORT_USAGE = `npm run export -- --tenant SUBDOMAIN --to FILE [--data DIR] [--force]

  --tenant SUBDOMAIN  whose data: the name in the address of its booking pages
  --to FILE           the ZIP to write: everything that the business has, for programs, for people, and for npm run import
  --data DIR          the server's data folder (./data); the server may be running
  --force             replaces FILE where it is there already`;

const IMPORT_USAGE = `npm run import -- --from FILE [--data DIR]

  --from FILE  what npm run export has made, or "Download everything" in the console
  --data DIR   the data folder of the server that gets the business (./data); the server must not be running`;

/** @returns what to say. @throws PlainError */
export async function exportByHand(args: readonly string[], { env, now, signal }: ByHand): Promise<string> {
  const values = optionsOf(args, { tenant: text, to: text, data: text, force: flag, help });
  if (values.help) return EXPORT_USAGE;
  const subdomain = needed(values.tenant, '--tenant');
  const to = resolve(needed(values.to, '--to'));
  const data = resolve(values.data ?? './data');
  mustBeFree(to, values.force);
  return withCopy({ data, to, env, signal }, async (database) => {
    const found = await findTenant(database, subdomain);
    if (found === undefined) throw new PlainError(`There is no business "${subdomain}" in ${data}.`);
    if (found.sandboxOf !== null) throw new PlainError(`"${subdomain}" is a sandbox: it goes along with its business.`);
    const serverKey = loadServerKey(data, env);
    const blobs = openBlobs(data, env);
    const order = { database, serverKey, blobs, tenantId: found.tenantId, to, force: values.force, now: now(), signal };
    const { business, counts } = await exportBusiness(order);
    return `Exported ${business.name} to ${to}: ${megabytes(statSync(to).size)}, ${counts['bookings'] ?? 0} bookings, ${counts['customers'] ?? 0} customers.`;
  });
}

interface Source {
  readonly data: string;
  readonly to: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** The server may be running: on SQLite a copy of its database is read, and its own neither held nor changed. */
async function withCopy<T>({ data, to, env, signal }: Source, fn: (database: Database) => Promise<T>): Promise<T> {
  if ((env['DATABASE_URL'] ?? '') !== '') return closing(await openDatabase(data, { env }), fn);
  const workshop = await mkdtemp(join(dirname(to), WORKSHOP)).catch((error: unknown) => {
    throw plainOf(error, to);
  });
  try {
    const copy = join(workshop, DATABASE);
    await copyDatabase(join(data, DATABASE), { to: copy, signal });
    return await closing(await openSqlite({ file: copy }), fn);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function closing<T>(database: Database, fn: (database: Database) => Promise<T>): Promise<T> {
  try {
    return await fn(database);
  } finally {
    await database.close();
  }
}

/** @returns what to say. @throws PlainError */
export async function importByHand(args: readonly string[], { env }: ByHand): Promise<string> {
  const values = optionsOf(args, { from: text, data: text, help });
  if (values.help) return IMPORT_USAGE;
  const from = resolve(needed(values.from, '--from'));
  const data = resolve(values.data ?? './data');
  return naming(from, async () => {
    const file = await openExport(from);
    try {
      prepareFolder(data);
      loadServerKey(data, env);
      const { business, counts } = await closing(await openDatabase(data, { env }), (database) =>
        importBusiness({ database, blobs: openBlobs(data, env), file }),
      );
      return `Imported ${business.name} (${business.subdomain}): ${counts['bookings'] ?? 0} bookings, ${counts['customers'] ?? 0} customers. Links for customers and calendar addresses that another server has sent out work only there: each server signs its own.`;
    } finally {
      file.close();
    }
  });
}
