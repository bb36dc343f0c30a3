/**
 * Everything that a business has, as one file: `data/*.ndjson` for programs (and for bringing it back), `csv/*.csv` for people,
 * photos as pictures, evidence as its files; its sandbox twin beside it. Each of the two is one snapshot. Hashes of passwords, keys and tokens go along,
 * so that whoever could sign in before a move can after it: the file is for its owner alone.
 */
import type { Database, ReadDb } from '#core/data/database.ts';
import { profiles } from '#core/domains/tenants/tables.ts';
import { MANIFEST } from '../backup/manifest.ts';
import type { Blobs } from '../blobs/port.ts';
import { type PackedEntry, packTo, type Packing } from '../backup/pack.ts';
import { findTenant, twinOf } from '../directory.ts';
import { PlainError } from '../start/plainly.ts';
import { addCsv } from './csv/add.ts';
import { addFiles, type FilesOf } from './files.ts';
import { dataFile, exportManifest, type ExportManifest, type ManifestFacts, type Part } from './manifest.ts';
import { type Kept, keptTables, lineOf, pagesOf, type Row } from './rows.ts';

export interface ExportOrder {
  readonly database: Database;
  readonly serverKey: Buffer;
  readonly tenantId: string;
  /** where its files of evidence are; absent: they are left out */
  readonly blobs?: Blobs | undefined;
  readonly to: string;
  readonly force?: boolean;
  /** epoch ms */
  readonly now: number;
  readonly signal?: AbortSignal | undefined;
  /** rows so far */
  readonly onRows?: (rows: number) => void;
}

/** @throws PlainError; nothing is left behind then */
export async function exportBusiness(order: ExportOrder): Promise<ExportManifest> {
  const { database, serverKey, tenantId, blobs, to, force = false, now, signal } = order;
  const entry = await findTenant(database, tenantId);
  if (entry === undefined || entry.sandboxOf !== null) throw new PlainError('There is no such business.');
  const twinId = await twinOf(database, tenantId);
  const twin = twinId === undefined ? undefined : await findTenant(database, twinId);
  return packTo({
    ...{ file: to, force, at: now, signal },
    async fill(packing) {
      const progress = counting(order);
      const live = await database.read(tenantId, async (db) => {
        const name = (await db.find(profiles, tenantId))?.name ?? entry.subdomain;
        const written = await addRows(packing, { db, part: '', progress });
        return { ...written, name, csv: await addCsv(packing, db) };
      });
      const sandbox = twin && (await database.read(twin.tenantId, (db) => addRows(packing, { db, part: 'sandbox/', progress })));
      const parts: FilesOf[] = [{ part: '', tenantId, ids: live.files }];
      if (twin !== undefined) parts.push({ part: 'sandbox/', tenantId: twin.tenantId, ids: sandbox?.files ?? [] });
      const files = blobs === undefined ? {} : await addFiles(packing, { blobs, parts, signal });
      const facts: ManifestFacts = {
        at: now,
        business: { id: tenantId, name: live.name, subdomain: entry.subdomain },
        sandbox: twin === undefined ? null : { id: twin.tenantId, subdomain: twin.subdomain },
        counts: live.counts,
        sandboxCounts: sandbox?.counts ?? {},
        entries: { ...live.entries, ...live.csv, ...sandbox?.entries, ...files },
      };
      const manifest = exportManifest(facts, serverKey);
      await packing.add(MANIFEST, [`${JSON.stringify(manifest, null, 2)}\n`]);
      return manifest;
    },
  });
}

type Progress = (rows: number) => void;

function counting({ onRows }: ExportOrder): Progress {
  let total = 0;
  return (rows) => onRows?.((total += rows));
}

interface Written {
  readonly counts: Record<string, number>;
  readonly entries: Record<string, PackedEntry>;
  /** of evidence that is a file */
  readonly files: string[];
}

interface Source {
  readonly db: ReadDb;
  readonly part: Part;
  readonly progress: Progress;
}

async function addRows(packing: Packing, { db, part, progress }: Source): Promise<Written> {
  const counts: Record<string, number> = {};
  const entries: Record<string, PackedEntry> = {};
  const files: string[] = [];
  for (const [name, kept] of keptTables) {
    async function* lines(): AsyncGenerator<string> {
      for await (const rows of pagesOf(db, kept)) {
        counts[name] = (counts[name] ?? 0) + rows.length;
        progress(rows.length);
        if (name === 'evidence') files.push(...rows.filter(({ sha256 }) => sha256 !== null).map(({ id }) => String(id)));
        yield rows.map(lineOf).join('');
      }
    }
    counts[name] = 0;
    const content = name === 'photos' ? await addPhotos(packing, { db, part, kept, progress, counts, entries, files }) : lines();
    entries[dataFile(part, name)] = await packing.add(dataFile(part, name), content);
  }
  return { counts, entries, files };
}

interface PhotoSource extends Source, Written {
  readonly kept: Kept;
}

const endings: Readonly<Record<string, string>> = { 'image/webp': 'webp', 'image/jpeg': 'jpg', 'image/png': 'png' };

/** A picture each, and a line each that names its picture where the row has its bytes. */
async function addPhotos(packing: Packing, { db, part, kept, progress, counts, entries }: PhotoSource): Promise<string[]> {
  const lines: string[] = [];
  for await (const rows of pagesOf(db, kept)) {
    counts[kept.name] = (counts[kept.name] ?? 0) + rows.length;
    progress(rows.length);
    for (const row of rows) {
      const { base64, id, mediaType } = row as { base64: string; id: string; mediaType: string };
      const bytes = Buffer.from(base64, 'base64');
      const file = `${part}photos/${id}.${endings[mediaType] ?? 'bin'}`;
      entries[file] = await packing.add(file, [bytes], { compress: false });
      // What was not written by the book would come back in other letters.
      lines.push(lineOf(bytes.toString('base64') === base64 ? withFile(row, file) : row));
    }
  }
  return lines;
}

function withFile(row: Row, file: string): Row {
  const { base64: _, ...rest } = row;
  return { ...rest, file };
}
