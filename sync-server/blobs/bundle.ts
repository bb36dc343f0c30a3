/** All evidence of one thing as a ZIP, written while it is read: `manifest.json`, then each file under a plain name. */
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { isoOf } from '#core/base/time.ts';
import type { Evidence } from '#core/domains/bookings/model.ts';
import type { Dispute } from '#core/domains/disputes/model.ts';
import type { Blobs } from './port.ts';

export interface Bundled {
  readonly tenantId: string;
  readonly business: string;
  readonly booking: { readonly id: string; readonly confirmationCode: string };
  /** whose evidence it is; null: it is the booking's own */
  readonly dispute: Dispute | null;
  readonly evidence: readonly Evidence[];
  /** epoch ms */
  readonly now: number;
}

const endings: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/webp': '.webp',
  'image/gif': '.gif',
  'application/pdf': '.pdf',
  'text/plain': '.txt',
  'text/html': '.html',
};

const LONGEST_NAME = 80;

/**
 * What no system takes for a path, a device or another kind of file; numbered, so that no two are the same. Its ending is that of
 * what it is.
 */
function entryName({ name, file }: Pick<Evidence, 'name' | 'file'>, position: number): string {
  const ending = endings[file?.mediaType ?? ''] ?? '';
  const stem = name.replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const plain = stem.replace(/[^\p{L}\p{N} ._()-]/gu, '_').replace(/\.{2,}/g, '_');
  const short = plain
    .slice(0, LONGEST_NAME)
    .toWellFormed()
    .replace(/^[ .]+|[ .]+$/g, '');
  return `files/${String(position).padStart(3, '0')} ${short === '' ? 'file' : short}${ending}`;
}

/** What was said and decided, beside what proves it. */
const disputed = ({ id, status, openedBy, openedByName, reason, messages, resolution, createdAt }: Dispute) => ({
  ...{ id, status, openedBy, openedByName, openedAt: isoOf(createdAt), reason },
  messages: messages.map(({ from, author, text, createdAt: saidAt }) => ({ from, author, text, saidAt: isoOf(saidAt) })),
  resolution: resolution === null ? null : { ...resolution, at: isoOf(resolution.at) },
});

/** A file that is gone is said to be, and not in it. Where one breaks while it is read, so does the ZIP. */
export async function bundleOf(blobs: Blobs, { tenantId, business, booking, dispute, evidence, now }: Bundled): Promise<Readable> {
  const entries = await Promise.all(
    evidence.map(async (each, i) => {
      const isThere = each.file !== null && (await blobs.has({ tenantId, id: each.id }));
      return { each, path: isThere ? entryName(each, i + 1) : null };
    }),
  );
  const manifest = {
    ...{ kind: 'slotkeeper-evidence', format: 1, madeAt: isoOf(now) },
    business: { id: tenantId, name: business },
    booking,
    ...(dispute !== null && { dispute: disputed(dispute) }),
    evidence: entries.map(({ each: { id, kind, name, note, url, file, addedBy, createdAt }, path }) => ({
      ...{ id, kind, name, note, addedBy, addedAt: isoOf(createdAt), url },
      file: file === null ? null : { path, mediaType: file.mediaType, bytes: file.size, sha256: file.sha256 },
    })),
  };
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  zip.on('error', (error: Error) => out.destroy(error));
  const date = { mtime: new Date(now), forceDosTimestamp: true };
  zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), 'manifest.json', date);
  for (const { each, path } of entries) {
    if (path === null || each.file === null) continue;
    const options = { mtime: new Date(each.createdAt), forceDosTimestamp: true, compress: each.file.mediaType.startsWith('text/') };
    zip.addReadStreamLazy(path, { ...options, size: each.file.size }, (give) => {
      blobs.get({ tenantId, id: each.id }).then(
        (stream) => (stream === undefined ? give(new Error('a file of evidence is gone'), null as never) : give(null, stream)),
        (error: unknown) => give(error, null as never),
      );
    });
  }
  zip.end();
  return out;
}
