/** The database that `DATABASE_URL` names, and what a person is told where it can't be used. The password is in no sentence. */
import pg from 'pg';
import type { Logger } from '#core/base/ports.ts';
import type { Database } from '#core/data/database.ts';
import { openPostgres } from '../drivers/postgres/open.ts';
import { codeOf, PlainError, wrongUsage } from './plainly.ts';

/** @throws PlainError */
export async function openPostgresAt(url: string, logger?: Logger): Promise<Database> {
  const place = placeOf(url);
  try {
    return await openPostgres({ url, ...(logger && { logger }) });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new PlainError(sentenceOf(place, { code: codeOf(error), said: said.replace(/\.$/, '') }), { cause: error });
  }
}

interface Place {
  /** `host:port` */
  readonly server: string;
  readonly database: string;
  readonly user: string;
}

function placeOf(url: string): Place {
  try {
    if (!/^postgres(ql)?:\/\//.test(url)) throw new Error('another kind of address');
    const { host, port, database = '', user = '' } = new pg.Client({ connectionString: url });
    return { server: `${host}:${port}`, database, user };
  } catch {
    // What the parser says may hold the address, and that the password.
    throw wrongUsage('DATABASE_URL takes an address such as postgres://user:password@host:5432/database.');
  }
}

const SILENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'ENOENT'];

function sentenceOf({ server, database, user }: Place, { code, said }: { code: string; said: string }): string {
  if (SILENT.includes(code) || /timeout/.test(said)) return `No PostgreSQL answers at ${server}: start it, or mend DATABASE_URL.`;
  if (code === '28P01' || said.startsWith('SASL')) return `PostgreSQL at ${server} refuses the password of ${user}: mend DATABASE_URL.`;
  if (code === '28000') return `PostgreSQL at ${server} refuses the user ${user} (${said}): mend DATABASE_URL.`;
  if (code === '3D000') return `There is no database ${database} at ${server}: create it, or mend DATABASE_URL.`;
  if (code === '42501') return `The user ${user} may not make tables in the database ${database} at ${server}: make ${user} its owner.`;
  return `The database ${database} at ${server} can't be opened: ${said}.`;
}
