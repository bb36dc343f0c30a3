/** `<data>/blobs/<tenant>/<id>`: a name appears in one step, when every byte behind it is on the disk. */
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../start/plainly.ts';
import { type BlobRef, type Blobs, isBlobRef, keyOf, type ListedBlob } from './port.ts';

/** the folder of blobs in a data folder */
export const BLOBS = 'blobs';
export const INCOMING = '.incoming';

/** What it finds in the folder are blobs, whoever put them there. */
export function diskBlobs(data: string): Blobs {
  const root = join(data, BLOBS);
  const fileOf = (ref: BlobRef): string => join(root, keyOf(ref));
  return {
    incoming: join(root, INCOMING),
    async put(ref, { path }) {
      const file = fileOf(ref);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await rename(path, file);
      const { syncFolder } = await import('../backup/pack.ts');
      await syncFolder(dirname(file));
      await syncFolder(root);
    },
    async get(ref) {
      const handle = await open(fileOf(ref)).catch(unlessMissing);
      return handle?.createReadStream();
    },
    async has(ref) {
      return (await access(fileOf(ref)).then(() => true, unlessMissing)) ?? false;
    },
    remove: (ref) => rm(fileOf(ref), { force: true }),
    async *list(): AsyncGenerator<ListedBlob> {
      for (const tenantId of (await readdir(root).catch(unlessMissing)) ?? [])
        for (const id of tenantId === INCOMING ? [] : ((await readdir(join(root, tenantId)).catch(unlessMissing)) ?? []))
          if (isBlobRef({ tenantId, id })) yield { tenantId, id, storedAt: () => storedAt(join(root, tenantId, id)) };
    },
  };
}

const storedAt = async (file: string): Promise<number | undefined> => (await stat(file).catch(unlessMissing))?.mtimeMs;

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
}
