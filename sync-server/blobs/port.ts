/** Where files of evidence lie: on the server's disk, or in a bucket. A row of `evidence` names each; what no row names is swept. */
import type { Readable } from 'node:stream';
import { Refusal } from '#core/base/refusal.ts';

export interface BlobRef {
  readonly tenantId: string;
  /** `evd_…` */
  readonly id: string;
}

/** A file that is whole, checked and hashed, under a passing name. */
export interface WholeFile {
  readonly path: string;
  readonly size: number;
  /** hex */
  readonly sha256: string;
}

export interface ListedBlob extends BlobRef {
  /** @returns epoch ms; undefined where it is gone meanwhile */
  storedAt(): Promise<number | undefined>;
}

export interface Blobs {
  /** the folder in which uploads stand until they are whole; on the disk of the blobs where that is where they stay */
  readonly incoming: string;
  /** Takes the file over; resolves when it will survive a power cut. What stood under this name gives way. */
  put(ref: BlobRef, file: WholeFile): Promise<void>;
  /** undefined: there is none */
  get(ref: BlobRef): Promise<Readable | undefined>;
  has(ref: BlobRef): Promise<boolean>;
  /** Also where there is none. */
  remove(ref: BlobRef): Promise<void>;
  /** those of all businesses, in no order */
  list(): AsyncIterable<ListedBlob>;
}

const RETRY_AFTER_SECONDS = 30;

/** The service that keeps the files does not answer, or not now: whoever asked may ask again. `cause`: what it said. */
export class FilesUnavailable extends Refusal {
  constructor(cause: unknown) {
    super('unavailable', { kind: 'files', retryAfterSeconds: RETRY_AFTER_SECONDS });
    this.message = 'the bucket that keeps the files does not answer';
    this.cause = cause;
  }
}

const TENANT = /^tnt_[0-9a-hjkmnp-tv-z]{20}$/;
const ID = /^evd_[0-9a-hjkmnp-tv-z]{20}$/;

export const isBlobRef = ({ tenantId, id }: BlobRef): boolean => TENANT.test(tenantId) && ID.test(id);

/** Names become paths: whatever is no id is a defect, and opens nothing. @throws Error */
export function keyOf(ref: BlobRef): string {
  if (!isBlobRef(ref)) throw new Error('no name of a blob');
  return `${ref.tenantId}/${ref.id}`;
}
