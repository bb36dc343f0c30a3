/** What an export says of itself. Its mark tells the server that made it that nobody has changed it since. */
import { z } from 'zod';
import { canonicalJson } from '#core/base/json.ts';
import { isoOf } from '#core/base/time.ts';
import { migrations } from '#core/data/migrations.ts';
import { Entry, MANIFEST, readManifest } from '../backup/manifest.ts';
import { ArchiveProblem } from '../backup/problem.ts';
import type { Archive } from '../backup/unpack.ts';
import { VERSION } from '../version.ts';
import { idOf, Slug } from '#core/contracts/fields.ts';
import { sameSecret, signature } from '../secrets/tokens.ts';
import { keptTables } from './rows.ts';

const Counts = z.record(z.string(), z.int().min(0));

const ExportManifest = z.strictObject({
  kind: z.literal('slotkeeper-export'),
  format: z.literal(1),
  version: z.string(),
  migration: z.string(),
  madeAt: z.iso.datetime(),
  business: z.strictObject({ id: idOf('tnt'), name: z.string(), subdomain: Slug }),
  /** its twin, whose rows are under `sandbox/` */
  sandbox: z.strictObject({ id: idOf('tnt'), subdomain: Slug }).nullable(),
  /** rows of the business, by table */
  counts: Counts,
  sandboxCounts: Counts,
  entries: z.record(z.string(), Entry),
  mark: z.string(),
});
export type ExportManifest = z.output<typeof ExportManifest>;
export type ManifestFacts = Pick<ExportManifest, 'business' | 'sandbox' | 'counts' | 'sandboxCounts' | 'entries'> & { readonly at: number };

const MARK_LENGTH = 64;

function markOf(manifest: ExportManifest, serverKey: Buffer): string {
  const { mark: _, ...said } = manifest;
  return signature(serverKey, { text: `export/${canonicalJson(said)}`, length: MARK_LENGTH });
}

export function exportManifest({ at, ...facts }: ManifestFacts, serverKey: Buffer): ExportManifest {
  const manifest: ExportManifest = {
    kind: 'slotkeeper-export',
    format: 1,
    version: VERSION,
    migration: newestMigration,
    madeAt: isoOf(at),
    ...facts,
    mark: '',
  };
  return { ...manifest, mark: markOf(manifest, serverKey) };
}

export const newestMigration: string = migrations.at(-1)?.id ?? '';

/** Did this server make it, and is it as it was made: each entry is held to its digest when it is read. */
export const isOurs = (manifest: ExportManifest, serverKey: Buffer): boolean => sameSecret(manifest.mark, markOf(manifest, serverKey));

/** the folders of an export: of the business, and of its sandbox twin */
export type Part = '' | 'sandbox/';

/** a file of evidence */
export const evidenceFile = (part: Part, id: string): string => `${part}files/${id}.bin`;

export const dataFile = (part: Part, table: string): string => `${part}data/${table}.ndjson`;

const isInExport = (name: string): boolean => {
  if (name === MANIFEST) return true;
  const [, table] = /^(?:sandbox\/)?data\/([a-z_]+)\.ndjson$/.exec(name) ?? [];
  if (table !== undefined) return keptTables.has(table);
  return /^csv\/[a-z]+\.csv$/.test(name) || /^(?:sandbox\/)?(?:photos\/pho_[0-9a-z]+\.[a-z]+|files\/evd_[0-9a-z]{20}\.bin)$/.test(name);
};

/** @throws ArchiveProblem where it is no export, or one that this code can't read */
export async function readExportManifest(archive: Archive): Promise<ExportManifest> {
  const manifest = await readManifest(archive, { kind: 'slotkeeper-export', schema: ExportManifest, what: 'an export of a business' });
  const stranger = [...archive.entries.keys()].find((name) => !isInExport(name));
  if (stranger !== undefined) throw new ArchiveProblem('foreign', `holds "${stranger}", which Slotkeeper does not put there`);
  const parts: Part[] = manifest.sandbox === null ? [''] : ['', 'sandbox/'];
  if (manifest.migration === newestMigration)
    for (const part of parts)
      for (const table of keptTables.keys())
        if (manifest.entries[dataFile(part, table)] === undefined)
          throw new ArchiveProblem('damaged', `is damaged: it lacks ${dataFile(part, table)}`);
  return manifest;
}
