/** Schemas that every door shares, and how a route says what it answers. */
import { z } from 'zod';
import { type RefusalCode, refusalCodes } from '#core/base/refusal.ts';
import { isoOf } from '#core/base/time.ts';
import { errorTable } from '#server/errors/table.ts';

const LAST_INSTANT = 7_258_118_400_000;

/** An instant as it is sent to us: ISO 8601 with Z or an offset; epoch ms from here on. */
export const InstantIn = z.iso
  .datetime({ offset: true, error: 'expected an instant like 2026-05-12T15:00:00Z' })
  .refine((text) => Date.parse(text) >= 0 && Date.parse(text) < LAST_INSTANT, 'expected an instant from 1970 to 2200')
  .transform((text) => Date.parse(text));

/** An instant as we send it: ISO 8601 in UTC. */
export const InstantOut = z.iso.datetime();

export const isoOrNull = (at: number | null): string | null => (at === null ? null : isoOf(at));

const ErrorAnswer = z
  .strictObject({
    error: z.enum(refusalCodes),
    message: z.string(),
    details: z.record(z.string(), z.unknown()),
    requestId: z.string(),
  })
  .meta({ id: 'Error', description: 'What every refused or failed request is answered with' });

export const Paging = z.strictObject({
  limit: z.coerce.number('expected a number from 1 to 100').int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
});

export const pageSchema = <T extends z.ZodType>(item: T) => z.strictObject({ data: z.array(item), nextCursor: z.string().nullable() });

/** `?explain=true` */
export const Flag = z.enum(['true', 'false'], { error: 'expected true or false' }).transform((text) => text === 'true');

/** A body may be left out where nothing needs to be said: Fastify then hands on a null. */
export const NoBody = z.strictObject({}).nullish();

export const NoAnswer = z.undefined();

const always: readonly RefusalCode[] = ['invalid_request', 'rate_limited', 'internal_error', 'unavailable'];
const whenKeyed: readonly RefusalCode[] = ['unauthorized', 'forbidden'];
const whenChanging: readonly RefusalCode[] = [
  'idempotency_conflict',
  'idempotency_in_progress',
  'payload_too_large',
  'unsupported_media_type',
  'disk_full',
];

interface ErrorsOf {
  readonly keyed?: boolean;
  readonly changes?: boolean;
  readonly codes?: readonly RefusalCode[];
}

const sentence = (code: RefusalCode): string => `\`${code}\`: ${errorTable[code].message}`;

/** The error answers of a route, by status, each with its codes and their sentences. */
export function errorsOf({ keyed = false, changes = false, codes = [] }: ErrorsOf): Record<number, object> {
  const all = new Set([...always, ...(keyed ? whenKeyed : []), ...(changes ? whenChanging : []), ...codes]);
  const byStatus = new Map<number, RefusalCode[]>();
  for (const code of all) byStatus.set(errorTable[code].status, [...(byStatus.get(errorTable[code].status) ?? []), code]);
  const answers: Record<number, object> = {};
  for (const [status, ofStatus] of byStatus)
    answers[status] = { description: ofStatus.map(sentence).join('\n\n'), content: { 'application/json': { schema: ErrorAnswer } } };
  return answers;
}
