/** A bucket of any service that speaks S3: `<tenant>/<id>`, addressed by path, each body signed with its hash. */
import type { S3Client } from '@aws-sdk/client-s3';
import { readFile, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { SECOND } from '#core/base/time.ts';
import { codeOf } from '../start/plainly.ts';
import { type BlobRef, type Blobs, FilesUnavailable, isBlobRef, keyOf, type ListedBlob } from './port.ts';

export interface S3Settings {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly key: string;
  readonly secret: string;
}

const PATIENCE = { connectionTimeout: 5 * SECOND, requestTimeout: 60 * SECOND };

/** Loaded when the first file comes or goes: a server that keeps none need not. */
const sdk = () => import('@aws-sdk/client-s3');

export function s3Blobs({ endpoint, bucket, region, key, secret }: S3Settings, incoming: string): Blobs {
  let opened: Promise<S3Client> | undefined;
  const client = () => (opened ??= open());

  async function open(): Promise<S3Client> {
    const { S3Client } = await sdk();
    return new S3Client({
      ...{ endpoint, region, forcePathStyle: true, credentials: { accessKeyId: key, secretAccessKey: secret } },
      // Checksums of Amazon's own that other services don't know: the signature holds the body's hash already.
      ...{ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' },
      requestHandler: PATIENCE,
    });
  }

  const at = (ref: BlobRef) => ({ Bucket: bucket, Key: keyOf(ref) });

  return {
    incoming,
    async put(ref, { path }) {
      const { PutObjectCommand } = await sdk();
      // Whole, so that it can be sent again where the line breaks.
      const put = new PutObjectCommand({ ...at(ref), Body: await readFile(path) });
      await (await client()).send(put).catch(whenDown);
      await rm(path, { force: true });
    },
    async get(ref) {
      const { GetObjectCommand } = await sdk();
      const found = await (
        await client()
      )
        .send(new GetObjectCommand(at(ref)))
        .catch(unlessMissing)
        .catch(whenDown);
      return found?.Body as Readable | undefined;
    },
    async has(ref) {
      const { HeadObjectCommand } = await sdk();
      return (
        (await (
          await client()
        )
          .send(new HeadObjectCommand(at(ref)))
          .catch(unlessMissing)
          .catch(whenDown)) !== undefined
      );
    },
    async remove(ref) {
      const { DeleteObjectCommand } = await sdk();
      await (
        await client()
      )
        .send(new DeleteObjectCommand(at(ref)))
        .catch(unlessMissing)
        .catch(whenDown);
    },
    async *list(): AsyncGenerator<ListedBlob> {
      const { ListObjectsV2Command } = await sdk();
      for (let token: string | undefined, more = true; more;) {
        const list = new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: token });
        const page = await (await client()).send(list).catch(whenDown);
        for (const { Key: name = '', LastModified: at } of page.Contents ?? []) {
          const [tenantId = '', id = '', ...rest] = name.split('/');
          if (rest.length === 0 && isBlobRef({ tenantId, id })) yield { tenantId, id, storedAt: async () => at?.getTime() };
        }
        token = page.NextContinuationToken;
        more = token !== undefined;
      }
    },
  };
}

function unlessMissing(error: unknown): undefined {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode !== 404) throw error;
}

const TOO_MANY = 429;

/** Of what it refuses (the keys are wrong, there is no such bucket) somebody must hear: that is a fault. @throws FilesUnavailable */
function whenDown(error: unknown): never {
  const { $metadata, name } = error as { $metadata?: { httpStatusCode?: number }; name?: string };
  const status = $metadata?.httpStatusCode;
  const isSilent = status === undefined && (codeOf(error) !== '' || name === 'TimeoutError');
  const isBusy = status !== undefined && (status >= 500 || status === TOO_MANY);
  throw isSilent || isBusy ? new FilesUnavailable(error) : error;
}
