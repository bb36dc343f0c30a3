/** Whatever was thrown, as the one body that every door answers with. What is not a refusal tells the log, not the caller. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { couponSentence } from '#core/base/couponWords.ts';
import type { Json } from '#core/base/json.ts';
import { Refusal } from '#core/base/refusal.ts';
import { isoOf } from '#core/base/time.ts';
import { storageTroubleOf } from '#core/data/trouble.ts';
import { errorTable } from './table.ts';

export interface ErrorBody {
  readonly error: string;
  readonly message: string;
  readonly details: Record<string, Json>;
  readonly requestId: string;
}

export type Facts = Readonly<Record<string, Json>>;
export type DetailsOf = (facts: Facts) => Record<string, Json>;

/** The sync and console doors speak to our own programs, which know the facts as the core gives them. */
export const plainFacts: DetailsOf = (facts) => ({ ...facts });

const isoOrNull = (value: Json): Json => (typeof value === 'number' ? isoOf(value) : value);

/** Facts that are moments, of whatever refusal. */
const instants: ReadonlySet<string> = new Set(['renewsAt', 'earliest', 'latest', 'at']);

/** For integrators: the two names of the API's own contract, and instants as ISO 8601. */
export const publicDetails: DetailsOf = ({ requestedTime, nextAvailable, nearest, clashes, items, ...others }) => ({
  ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name, instants.has(name) ? isoOrNull(value) : value])),
  ...(requestedTime === undefined ? {} : { requested_time: isoOrNull(requestedTime) }),
  ...(nextAvailable === undefined ? {} : { next_available: isoOrNull(nextAvailable) }),
  ...(Array.isArray(nearest) ? { nearest: nearest.map((at: Json) => isoOrNull(at)) } : {}),
  ...(Array.isArray(clashes) ? { clashes: clashes.map(clashOf) } : {}),
  ...(items === undefined ? {} : { items: Array.isArray(items) ? items.map(itemOf) : items }),
});

/** One of several that are refused together: its facts are told as those of one alone. */
const itemOf = (item: Json): Json => {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const { details, ...others } = item as Readonly<Record<string, Json>>;
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return item;
  return { ...others, details: publicDetails(details as Facts) };
};

/** A date of a series that is taken, with the times nearest to it; of one that is moved, which booking, and where it is now. */
const clashOf = (clash: Json): Json => {
  if (typeof clash !== 'object' || clash === null || Array.isArray(clash)) return clash;
  const { startsAt = null, nearest, reason = null, bookingId, from } = clash as Readonly<Record<string, Json>>;
  return {
    ...(bookingId === undefined || from === undefined ? {} : { bookingId, from: isoOrNull(from) }),
    ...{ reason, startsAt: isoOrNull(startsAt), nearest: Array.isArray(nearest) ? nearest.map(isoOrNull) : [] },
  };
};

export function errorBody(refusal: Refusal, { requestId, detailsOf }: { requestId: string; detailsOf: DetailsOf }): ErrorBody {
  return { error: refusal.code, message: sentenceOf(refusal), details: detailsOf(refusal.facts), requestId };
}

/** Of what there may be no more, by the kind that `in_use` names. */
const limitedTo: Readonly<Record<string, string>> = {
  photos: 'photos of an offering',
  priceRules: 'price rules',
  evidence: 'pieces of evidence',
  dispute: 'disputes of a booking',
  message: 'messages of a dispute',
  waitlist: 'entries like it on the waiting list',
};

/** Why a code does not apply is said in words that may be handed on to a customer. */
function sentenceOf({ code, facts }: Refusal): string {
  if (code === 'coupon_invalid') return couponSentence(facts);
  const { kind, count } = facts;
  const things = code === 'in_use' && typeof kind === 'string' ? limitedTo[kind] : undefined;
  return things === undefined || typeof count !== 'number'
    ? errorTable[code].message
    : `There are ${count} ${things}, and there may be no more.`;
}

const issue = (path: string, expected: string): Facts => ({ issues: [{ path, expected }] });

/** Fastify's own errors in our words; undefined: a fault. */
function refusalOf(error: unknown, { routeOptions }: FastifyRequest): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const { code = '', statusCode = 500 } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal('payload_too_large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const { consumes = ['application/json'] } = (routeOptions.schema ?? {}) as { consumes?: readonly string[] };
    return new Refusal('unsupported_media_type', { expected: consumes.join(', ') });
  }
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH')
    return new Refusal('invalid_request', issue('(body)', 'as many bytes as Content-Length says'));
  if (code === 'FST_ERR_BAD_URL') return new Refusal('invalid_request', issue('(path)', 'a path in percent-encoded UTF-8'));
  if (statusCode === 413) return new Refusal('payload_too_large');
  if (statusCode === 404) return new Refusal('not_found', { kind: 'route' });
  if (statusCode >= 400 && statusCode < 500) return new Refusal('invalid_request', issue('(whole)', 'a request that can be read'));
  return undefined;
}

/** long enough for somebody to make room, short enough that work goes on soon after */
const RETRY_FULL_SECONDS = 10;

/** What the caller is told of a fault, and what the operator. Under trouble with the disk the same request may succeed once it is mended. */
function faultOf(error: unknown): { said: Refusal; level: 'error' | 'fatal'; sentence: string } {
  switch (storageTroubleOf(error)) {
    case 'full':
      return {
        said: new Refusal('disk_full', { retryAfterSeconds: RETRY_FULL_SECONDS }),
        level: 'error',
        sentence: 'the disk is full: nothing is written until there is room',
      };
    case 'damaged':
      return {
        said: new Refusal('unavailable'),
        level: 'fatal',
        sentence: 'the database is damaged: put back a backup with npm run restore',
      };
    case 'unusable':
      return { said: new Refusal('unavailable'), level: 'fatal', sentence: 'the disk under the database can’t be read or written' };
    case null:
      return { said: new Refusal('internal_error'), level: 'error', sentence: 'a request failed' };
  }
}

/** In how many seconds the same request may succeed; undefined: nobody knows, or never. */
export function retryAfterOf({ retryAfterSeconds, renewsAt }: Facts, now: number): number | undefined {
  if (typeof retryAfterSeconds === 'number') return retryAfterSeconds;
  return typeof renewsAt === 'number' ? Math.max(1, Math.ceil((renewsAt - now) / 1000)) : undefined;
}

export function answerWith(reply: FastifyReply, { refusal, detailsOf }: { refusal: Refusal; detailsOf: DetailsOf }): FastifyReply {
  const { retryAfterSeconds } = refusal.facts;
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', retryAfterSeconds);
  const requestId = reply.request.id;
  const body = errorBody(refusal, { requestId, detailsOf });
  // A request whose address can't be read never reached the hook that names it.
  reply.header('x-request-id', requestId);
  return reply.code(errorTable[refusal.code].status).type('application/json; charset=utf-8').header('cache-control', 'no-store').send(body);
}

export function errorHandler(detailsOf: DetailsOf) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const refusal = refusalOf(error, request);
    // Somebody else's fault, which the operator should hear of all the same.
    if (refusal?.cause !== undefined) request.log.warn({ err: refusal.cause, url: request.routeOptions.url }, refusal.message);
    if (refusal !== undefined) return answerWith(reply, { refusal, detailsOf });
    const { said, level, sentence } = faultOf(error);
    request.log[level]({ err: error, url: request.routeOptions.url, method: request.method }, sentence);
    return answerWith(reply, { refusal: said, detailsOf });
  };
}
