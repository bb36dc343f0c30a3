/** `npm run backup` and `npm run restore`. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadServerKey } from '../start/dataFolder.ts';
import { PlainError } from '../start/plainly.ts';
import { makeBackup } from './backup.ts';
import { restoreBackup } from './restore.ts';
import { type ByHand, megabytes, naming, needed, optionsOf } from './telling.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const help = { ...flag, short: 'h' } as const;

const BACKUP_USAGE = `npm run backup -- --to FILE [--data DIR] [--force]

  --to FILE    the ZIP to write: the whole database, and the key that signs its links
  --data DIR   the server's data folder (./data); the server may be running
  --force      replaces FILE where it is there already`;

const RESTORE_USAGE = `npm run restore -- --from FILE [--data DIR] [--replace]

  --from FILE  what npm run backup has made, or the server by night
  --data DIR   the data folder to put it into (./data); no server may be running on it
  --replace    takes the place of the server in DIR, which is kept beside it`;

function mustBeSqlite(env: NodeJS.ProcessEnv): void {
  if ((env['DATABASE_URL'] ?? '') === '') return;
  throw new PlainError(
    'DATABASE_URL is set, so the data is in PostgreSQL: back it up with pg_dump, bring it back with pg_restore, and keep server.key of the data folder with the dump.',
  );
}

/** A server whose key is in its environment has none in its folder. */
const keyIn = (env: NodeJS.ProcessEnv): Buffer | undefined =>
  (env['SLOTKEEPER_SERVER_KEY'] ?? '') === '' ? undefined : loadServerKey('', env);

/** @returns what to say. @throws PlainError */
export async function backupByHand(args: readonly string[], { env, now, signal }: ByHand): Promise<string> {
  const values = optionsOf(args, { to: text, data: text, force: flag, help });
  if (values.help) return BACKUP_USAGE;
  const to = resolve(needed(values.to, '--to'));
  const data = resolve(values.data ?? './data');
  mustBeSqlite(env);
  const { counts } = await makeBackup({ data, to, key: keyIn(env), force: values.force, now: now(), signal });
  return `Backed up ${data} to ${to}: ${megabytes(statSync(to).size)}, ${counts['bookings'] ?? 0} bookings.`;
}

/** @returns what to say. @throws PlainError */
export async function restoreByHand(args: readonly string[], { env, now, signal }: ByHand): Promise<string> {
  const values = optionsOf(args, { from: text, data: text, replace: flag, help });
  if (values.help) return RESTORE_USAGE;
  const from = resolve(needed(values.from, '--from'));
  const data = resolve(values.data ?? './data');
  mustBeSqlite(env);
  const { manifest, kept } = await naming(from, () => restoreBackup({ from, data, replace: values.replace, now: now(), signal }));
  const beside = kept === null ? '' : ` What was there is kept in ${kept}.`;
  return `Restored ${data} to how it was at ${manifest.madeAt}: ${manifest.counts['bookings'] ?? 0} bookings.${beside} Start the server: consoles that know more bring it back by themselves.`;
}
