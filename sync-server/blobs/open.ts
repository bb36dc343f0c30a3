import { join } from 'node:path';
import { wrongUsage } from '../start/plainly.ts';
import { BLOBS, diskBlobs, INCOMING } from './disk.ts';
import type { Blobs } from './port.ts';
import { s3Blobs, type S3Settings } from './s3.ts';

const variables = {
  endpoint: 'SLOTKEEPER_S3_ENDPOINT',
  bucket: 'SLOTKEEPER_S3_BUCKET',
  region: 'SLOTKEEPER_S3_REGION',
  key: 'SLOTKEEPER_S3_KEY',
  secret: 'SLOTKEEPER_S3_SECRET',
} as const satisfies Record<keyof S3Settings, string>;

/** null: none of them is set. @throws PlainError where some are and others are not */
function s3Settings(env: NodeJS.ProcessEnv): S3Settings | null {
  const fields = Object.keys(variables) as (keyof S3Settings)[];
  const given = (field: keyof S3Settings): string => env[variables[field]] ?? '';
  if (fields.every((field) => given(field) === '')) return null;
  const missing = fields.filter((field) => field !== 'region' && given(field) === '').map((field) => variables[field]);
  if (missing.length > 0) throw wrongUsage(`To keep files in a bucket, ${missing.join(' and ')} must be set as well.`);
  if (!/^https?:\/\//.test(given('endpoint'))) throw wrongUsage(`${variables.endpoint} takes an address like https://s3.example.com.`);
  const region = given('region') === '' ? 'us-east-1' : given('region');
  return { endpoint: given('endpoint'), bucket: given('bucket'), region, key: given('key'), secret: given('secret') };
}

/** In the data folder, unless the environment names a bucket. @throws PlainError */
export function openBlobs(data: string, env: NodeJS.ProcessEnv): Blobs {
  const settings = s3Settings(env);
  return settings === null ? diskBlobs(data) : s3Blobs(settings, join(data, BLOBS, INCOMING));
}
