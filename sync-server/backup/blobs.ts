/** Files of evidence in a backup: those on the server's own disk. Read after the database, whose rows come after their files. */
import { copyFile, link, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BLOBS, diskBlobs } from '../blobs/disk.ts';
import { type PackedEntry, type Packing, syncFolder } from './pack.ts';

const NAME = /^blobs\/(tnt_[0-9a-z]{20})\/(evd_[0-9a-z]{20})\.bin$/;

export const isBlobEntry = (name: string): boolean => NAME.test(name);

/** in a data folder, from an entry's name */
const placeOf = (name: string): string => name.replace(NAME, `${BLOBS}/$1/$2`);

/** One that is swept meanwhile is named by no row any more. */
export async function addBlobs(packing: Packing, data: string): Promise<Record<string, PackedEntry>> {
  const entries: Record<string, PackedEntry> = {};
  const blobs = diskBlobs(data);
  for await (const { tenantId, id } of blobs.list()) {
    const name = `blobs/${tenantId}/${id}.bin`;
    const content = await blobs.get({ tenantId, id });
    if (content !== undefined) entries[name] = await packing.add(name, content, { compress: false });
  }
  return entries;
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly names: readonly string[];
}

/** Each in one step: a name that is there already has the same file behind it. */
export async function moveBlobs({ from, to, names }: Move): Promise<void> {
  const folders = new Set<string>();
  for (const name of names) {
    const target = join(to, placeOf(name));
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await rename(join(from, name), target);
    folders.add(dirname(target));
  }
  for (const folder of folders) await syncFolder(folder);
}

/** Under a second name: what is swept after a restore is there still. */
export async function keepBlobs(data: string, folder: string): Promise<void> {
  for await (const { tenantId, id } of diskBlobs(data).list()) {
    const [from, to] = [join(data, BLOBS, tenantId, id), join(folder, BLOBS, tenantId, id)];
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await link(from, to).catch(() => copyFile(from, to));
  }
}
