/** What a backup says of itself: read, and held to, before anything else of it is touched. */
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { migrations } from '#core/data/migrations.ts';
import { VERSION } from '../version.ts';
import { isBlobEntry } from './blobs.ts';
import { ArchiveProblem } from './problem.ts';
import { type Archive, readWhole } from './unpack.ts';

export const MANIFEST = 'manifest.json';
export const DATABASE = 'slotkeeper.sqlite';
export const KEY = 'server.key';
/** the keys of a demo business; where there is none, neither is this */
export const DEMO = 'demo.json';

const isInBackup = (name: string): boolean => [MANIFEST, DATABASE, KEY, DEMO].includes(name) || isBlobEntry(name);

/** of an export, too, so that who mistakes one for the other is told by the manifest */
export const isInArchive = (name: string): boolean =>
  isInBackup(name) || /^(?:sandbox\/)?(?:data|photos|csv|files)\/\w+\.[a-z]+$/.test(name);

export const Entry = z.strictObject({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

const BackupManifest = z.strictObject({
  kind: z.literal('slotkeeper-backup'),
  format: z.literal(1),
  /** of the program that made it */
  version: z.string(),
  /** the newest of the database */
  migration: z.string(),
  madeAt: z.iso.datetime(),
  /** rows, by table */
  counts: z.record(z.string(), z.int().min(0)),
  entries: z.record(z.string(), Entry),
});
export type BackupManifest = z.output<typeof BackupManifest>;

export interface MadeOf {
  readonly at: number;
  readonly migration: string;
  readonly counts: BackupManifest['counts'];
  readonly entries: BackupManifest['entries'];
}

export const backupManifest = ({ at, ...facts }: MadeOf): BackupManifest => ({
  kind: 'slotkeeper-backup',
  format: 1,
  version: VERSION,
  madeAt: isoOf(at),
  ...facts,
});

/** @throws ArchiveProblem where it is no backup, a newer one, or has not what it promises */
export async function readBackupManifest(archive: Archive): Promise<BackupManifest> {
  const manifest = await readManifest(archive, {
    kind: 'slotkeeper-backup',
    schema: BackupManifest,
    what: 'a backup of a Slotkeeper server',
  });
  const stranger = [...archive.entries.keys()].find((name) => !isInBackup(name));
  if (stranger !== undefined) throw new ArchiveProblem('foreign', `holds "${stranger}", which Slotkeeper does not put there`);
  for (const name of [DATABASE, KEY])
    if (manifest.entries[name] === undefined) throw new ArchiveProblem('damaged', `is damaged: it lacks ${name}`);
  return manifest;
}

interface Wanted<S extends z.ZodType> {
  readonly kind: string;
  readonly schema: S;
  /** as it goes on after "is not" */
  readonly what: string;
}

interface Promised {
  readonly migration: string;
  readonly entries: Readonly<Record<string, { readonly bytes: number }>>;
}

const LARGEST_MANIFEST = 32 * 1024 * 1024;

/** What every archive of ours says in the same words. @throws ArchiveProblem */
export async function readManifest<S extends z.ZodType<Promised>>(
  archive: Archive,
  { kind, schema, what }: Wanted<S>,
): Promise<z.output<S>> {
  if (!archive.entries.has(MANIFEST)) throw new ArchiveProblem('foreign', `is not ${what}: it has no ${MANIFEST}`);
  const said = parsed(await readWhole(archive, { name: MANIFEST, most: LARGEST_MANIFEST }));
  const { success, data: head } = z.looseObject({ kind: z.string(), format: z.int() }).safeParse(said);
  if (!success) throw new ArchiveProblem('foreign', `is not ${what}: its ${MANIFEST} says nothing that is known`);
  if (head.kind !== kind) throw new ArchiveProblem('foreign', `is not ${what}${otherKind(head.kind)}`);
  if (head.format > 1) throw new ArchiveProblem('newer', 'was made by a newer Slotkeeper: use that version');
  const manifest = schema.safeParse(said);
  if (!manifest.success)
    throw new ArchiveProblem('damaged', `is damaged: its ${MANIFEST} is not what was saved`, { cause: manifest.error });
  mustHold(archive, manifest.data.entries);
  if (!migrations.some(({ id }) => id === manifest.data.migration))
    throw new ArchiveProblem('newer', `was made by a newer Slotkeeper (it has ${manifest.data.migration}): use that version`);
  return manifest.data;
}

const otherKind = (kind: string): string =>
  ({
    'slotkeeper-backup': ': it is the backup of a whole server, which npm run restore takes',
    'slotkeeper-export': ': it is the export of one business, which npm run import takes',
  })[kind] ?? '';

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Each of the others promised, each promised there, and none of another length. */
function mustHold(archive: Archive, promised: Promised['entries']): void {
  for (const [name, { bytes }] of Object.entries(promised))
    if (archive.entries.get(name) !== bytes) throw new ArchiveProblem('damaged', `is damaged: ${name} is not what was saved`);
  for (const name of archive.entries.keys())
    if (name !== MANIFEST && !Object.hasOwn(promised, name))
      throw new ArchiveProblem('foreign', `holds "${name}", which its ${MANIFEST} does not know`);
}
