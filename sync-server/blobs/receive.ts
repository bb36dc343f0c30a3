/**
 * A file on its way in: cut off at the limit, looked at, hashed and written under a passing name as it comes. Whatever goes wrong,
 * the caller hanging up included, nothing of it is left.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { refuse } from '#core/base/refusal.ts';
import { type EvidenceMediaType, evidenceMediaTypes } from '#core/domains/bookings/model.ts';
import { codeOf } from '../start/plainly.ts';
import type { BlobRef, Blobs } from './port.ts';
import { sniff, SNIFFED_BYTES } from './sniff.ts';

export const MOST_FILE_BYTES = 25 * 1024 * 1024;

/** stays free for the database, whatever is uploaded */
const RESERVE_BYTES = 512 * 1024 * 1024;
const RETRY_FULL_SECONDS = 60;

/** said of a file whose sender doesn't know what it is */
export const UNKNOWN_TYPE = 'application/octet-stream';

export interface ReceivedFile {
  readonly mediaType: EvidenceMediaType;
  readonly size: number;
  /** hex */
  readonly sha256: string;
}

export interface Receiving {
  readonly ref: BlobRef;
  /** left open where the rest of it is not wanted: whoever sends it must hear why */
  readonly source: Readable;
  /** as its sender says; null where nobody does */
  readonly declared: string | null;
}

/** @throws Refusal `disk_full`, `payload_too_large` {mostBytes}, `unsupported_media_type` {expected}, `invalid_request` for an empty one */
export async function receive(blobs: Blobs, { ref, source, declared }: Receiving): Promise<ReceivedFile> {
  await mkdir(blobs.incoming, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(blobs.incoming);
  if (bavail * bsize < RESERVE_BYTES + MOST_FILE_BYTES) refuse('disk_full', { retryAfterSeconds: RETRY_FULL_SECONDS });
  const path = join(blobs.incoming, `${ref.id}.${randomBytes(6).toString('hex')}`);
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  let size = 0;
  let headSize = 0;
  let mediaType: EvidenceMediaType | undefined;

  async function* looked(): AsyncGenerator<Buffer> {
    for await (const bytes of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += bytes.length;
      if (size > MOST_FILE_BYTES) refuse('payload_too_large', { mostBytes: MOST_FILE_BYTES });
      hash.update(bytes);
      if (headSize < SNIFFED_BYTES) {
        head.push(bytes.subarray(0, SNIFFED_BYTES - headSize));
        headSize += head.at(-1)?.length ?? 0;
        if (headSize === SNIFFED_BYTES) mediaType = mustBe(Buffer.concat(head), declared);
      }
      yield bytes;
    }
    if (size === 0) refuse('invalid_request', { issues: [{ path: '(body)', expected: 'the bytes of a file' }] });
    mediaType ??= mustBe(Buffer.concat(head), declared);
  }

  try {
    await pipeline(looked, createWriteStream(path, { mode: 0o600, flush: true })).catch(brokenOff);
    const sha256 = hash.digest('hex');
    await blobs.put(ref, { path, size, sha256 });
    return { mediaType: mediaType ?? refuse('unsupported_media_type'), size, sha256 };
  } finally {
    await rm(path, { force: true });
  }
}

/** Whoever hung up hears nothing of it; the log is not told of a fault. */
function brokenOff(error: unknown): never {
  if (codeOf(error) !== 'ECONNRESET') throw error;
  return refuse('invalid_request', { issues: [{ path: '(body)', expected: 'a file that comes to its end' }] });
}

function mustBe(head: Buffer, declared: string | null): EvidenceMediaType {
  const found = sniff(head) ?? refuse('unsupported_media_type', { expected: evidenceMediaTypes.join(', ') });
  if (declared !== null && declared !== UNKNOWN_TYPE && declared !== found) refuse('unsupported_media_type', { expected: found, declared });
  return found;
}
