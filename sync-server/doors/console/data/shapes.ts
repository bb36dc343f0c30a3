import { z } from 'zod';
import { refusalCodes } from '#core/base/refusal.ts';
import type { Job } from '#server/export/jobs.ts';

const EpochMs = z.int().min(0);

export const DataAnswer = z
  .strictObject({
    backups: z.strictObject({
      by: z.enum(['server', 'off', 'postgres']).meta({ description: '`server`: one is made here every night' }),
      keepDays: z.int(),
      lastAt: EpochMs.nullable(),
      lastBytes: z.int().nullable(),
      running: z.boolean(),
      failure: z.strictObject({ at: EpochMs, reason: z.enum(['disk_full', 'damaged', 'other']) }).nullable(),
      nextAt: EpochMs.nullable(),
    }),
    payments: z.strictObject({
      stripe: z
        .enum(['ready', 'unsigned', 'absent'])
        .meta({ description: 'Whether this server has keys for Stripe; `unsigned`: all but the webhook’s secret' }),
    }),
  })
  .meta({ id: 'DataState' });

export const JobAnswer = z
  .strictObject({
    id: z.string(),
    state: z
      .enum(['waiting', 'running', 'done', 'failed'])
      .meta({ description: '`waiting`: for the rest of an upload, or to be told to begin' }),
    rows: z.int(),
    total: z.int().meta({ description: 'About how many rows it will be' }),
    bytes: z.int().meta({ description: 'Of the file' }),
    name: z.string(),
    failure: z.strictObject({ code: z.enum(refusalCodes), facts: z.record(z.string(), z.unknown()) }).nullable(),
  })
  .meta({ id: 'DataJob' });

const Counts = z.strictObject({ bookings: z.int(), customers: z.int(), offerings: z.int() });

export const FileAnswer = z
  .strictObject({ business: z.string(), madeAt: EpochMs, inFile: Counts, now: Counts, rows: z.int() })
  .meta({ id: 'DataFile' });

export const PartAnswer = z.strictObject({ base64: z.string(), bytes: z.int() });
export const ReceivedAnswer = z.strictObject({ received: z.int() });

export const UploadBody = z.strictObject({ bytes: z.int().min(1) }).meta({ id: 'DataUpload', examples: [{ bytes: 948_224 }] });
export const PartBody = z
  .strictObject({ offset: z.int().min(0), base64: z.base64().min(1) })
  .meta({ id: 'DataPart', examples: [{ offset: 0, base64: 'UEsDBA==' }] });
export const RestoreBody = z
  .strictObject({ businessName: z.string().max(200) })
  .meta({ id: 'DataRestore', examples: [{ businessName: 'Atlas Studios' }] });

export const JobParams = z.strictObject({ id: z.string().max(80) });
export const PartQuery = z.strictObject({ offset: z.coerce.number('expected a number').int().min(0) });

export const jobAnswer = ({ id, state, rows, total, bytes, name, failure }: Job) => ({ id, state, rows, total, bytes, name, failure });
