/** The data folder: the database, where `DATABASE_URL` names no other, and the key that signs links. */
import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Logger } from '#core/base/ports.ts';
import type { Database } from '#core/data/database.ts';
import { defaultLimits, type Limits } from '../limits.ts';
import { codeOf, diskIsFull, PlainError, wrongUsage } from './plainly.ts';
import { openSqliteIn } from './sqliteFolder.ts';

const KEY_BYTES = 32;

const unwritable = (data: string, cause: unknown) =>
  codeOf(cause) === 'ENOSPC'
    ? diskIsFull(data, cause)
    : new PlainError(`The data folder ${data} can't be written: name another with --data.`, { cause });

/** @throws PlainError */
export function prepareFolder(data: string): void {
  try {
    makeFolder(data);
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(data, error);
  }
}

/** Parents first. `recursive` of mkdir never comes back from a folder whose system has no place for new ones, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // another start may have made it meanwhile
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/**
 * Made at the first start, unless `SLOTKEEPER_SERVER_KEY` has it, for several processes that share one database and no folder.
 * Whoever has it can sign manage links and calendar feeds: only the owner may read the file.
 * @throws PlainError
 */
export function loadServerKey(data: string, env: NodeJS.ProcessEnv = {}): Buffer {
  const given = env['SLOTKEEPER_SERVER_KEY'] ?? '';
  if (given !== '') return givenKey(given);
  const file = join(data, 'server.key');
  try {
    return mustBeWhole(readFileSync(file), file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error instanceof PlainError ? error : unwritable(data, error);
  }
  try {
    // `wx`: of two servers that start at once, one makes it and the other reads it.
    writeFileSync(file, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw unwritable(data, error);
  }
  return mustBeWhole(readFileSync(file), file);
}

function givenKey(base64: string): Buffer {
  const key = Buffer.from(base64, 'base64');
  if (key.length === KEY_BYTES && key.toString('base64') === base64) return key;
  throw wrongUsage(`SLOTKEEPER_SERVER_KEY takes ${KEY_BYTES} bytes in base64, such as openssl rand -base64 ${KEY_BYTES} makes.`);
}

function mustBeWhole(key: Buffer, file: string): Buffer {
  if (key.length === KEY_BYTES) return key;
  throw new PlainError(
    `${file} is damaged: put it back from a backup, or remove it (every manage link and calendar address then changes).`,
  );
}

interface OpenParts {
  readonly env?: NodeJS.ProcessEnv;
  readonly logger?: Logger;
}

/** @throws PlainError where it is in use, newer than this code, damaged, or not to be opened */
export async function openDatabase(data: string, { env = {}, logger }: OpenParts = {}): Promise<Database> {
  const url = env['DATABASE_URL'] ?? '';
  if (url === '') return openSqliteIn(data);
  // A server on SQLite need not load what speaks to PostgreSQL.
  const { openPostgresAt } = await import('./postgres.ts');
  return openPostgresAt(url, logger);
}

const LimitsFile = z.strictObject(
  Object.fromEntries(
    Object.keys(defaultLimits).map((name) => [name, z.strictObject({ count: z.int().min(1), windowMs: z.int().min(1_000) }).optional()]),
  ),
);

/** @throws PlainError */
export async function loadLimits(file: string | null): Promise<Limits> {
  if (file === null) return defaultLimits;
  try {
    const { data, error } = LimitsFile.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (error === undefined) return { ...defaultLimits, ...(data as Partial<Limits>) };
    const [issue] = error.issues;
    throw wrongUsage(`--limits ${file}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not right'}.`);
  } catch (error) {
    if (error instanceof PlainError) throw error;
    throw wrongUsage(`--limits ${file} can't be read as JSON.`);
  }
}
