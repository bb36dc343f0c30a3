/** One look at one feed: what was asked, and what came of it in the words that its owner is shown. */
import { derivedBody } from '#core/base/ids.ts';
import { DAY, SECOND } from '#core/base/time.ts';
import { zoneNamed } from '#core/base/zone.ts';
import { MOST_BUSY_TIMES } from '#core/domains/availability/commands/external.ts';
import { mergedSpans } from '#core/domains/availability/rules/external.ts';
import type { Look, Served } from '#core/domains/availability/store/external.ts';
import type { Got } from '../outbound/get.ts';
import { GetFailure, type GetProblem } from '../outbound/getFailure.ts';
import { type OutboundProblem, OutboundRefusal } from '../outbound/guard.ts';
import type { Validators } from '../workers/externalFeeds.ts';
import type { Reading } from './read.ts';

/** As far ahead as any offering may be booked, and the longest of what is booked then. */
const MOST_DAYS = 800;

export interface Question {
  /** epoch ms */
  readonly from: number;
  readonly until: number;
  readonly timezone: string;
  /** says it all in a word: another answer may be due where it is another */
  readonly readFor: string;
}

/** From yesterday to as far ahead as anybody may book, in whole days, so that a day's questions are all the same. */
export function questionFor(url: string, { timezone, daysAhead }: Served, now: number): Question {
  const from = Math.floor(now / DAY) * DAY - DAY;
  const until = from + Math.min(daysAhead + 3, MOST_DAYS) * DAY;
  return { from, until, timezone, readFor: derivedBody(JSON.stringify([url, from, until, timezone])) };
}

export const addressOf = (url: string): string => url.replace(/^webcal:/i, 'https:');

export function conditionsOf({ etag, lastModified, readFor }: Validators, question: Question): Record<string, string> {
  if (readFor !== question.readFor) return {};
  return { ...(etag !== null && { 'if-none-match': etag }), ...(lastModified !== null && { 'if-modified-since': lastModified }) };
}

export interface Seen {
  readonly look: Look;
  /** null: it failed */
  readonly validators: Validators | null;
  readonly retryAfterMs?: number;
}

/** @param known what the question was asked with, so that "not modified" has a meaning */
export async function seenIn(got: Got, { question, known }: { question: Question; known: Validators }): Promise<Seen> {
  const { etag, lastModified, readFor } = known;
  if (got.status === 304 && readFor === question.readFor)
    return { look: { succeeded: true, error: null, spans: null }, validators: { etag, lastModified, readFor } };
  if (got.status !== 200) return failed(wordsOfStatus(got.status), retryAfterOf(got));
  const reading = await readPatiently(got.text, question);
  if (!reading.ok) return failed(reading.error);
  const spans = mergedSpans(reading.spans);
  if (spans.length > MOST_BUSY_TIMES) return failed(`The calendar has more than ${MOST_BUSY_TIMES.toLocaleString('en')} busy times.`);
  const { events, skipped } = reading;
  const error = skipped === 0 ? null : `${skipped} of the ${events} events in the calendar could not be read.`;
  // What was read in part is read anew each time, so that what is said of it stays.
  const header = (name: string) => (skipped === 0 ? (got.headers.get(name)?.slice(0, 500) ?? null) : null);
  return {
    look: { succeeded: true, error, spans },
    validators: { etag: header('etag'), lastModified: header('last-modified'), readFor: question.readFor },
  };
}

export const failed = (error: string, retryAfterMs?: number): Seen => ({
  look: { succeeded: false, error, spans: null },
  validators: null,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** Requests that wait have their turn in between. The reader is loaded for the first feed. */
async function readPatiently(text: string, { from, until, timezone }: Question): Promise<Reading> {
  const { readInTurns } = await import('./read.ts');
  const reading = readInTurns(text, { from, until, zone: zoneNamed(timezone) });
  for (;;) {
    const { done, value } = reading.next();
    if (done === true) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function retryAfterOf({ status, headers }: Got): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return (status === 429 || status === 503) && seconds > 0 ? seconds * SECOND : undefined;
}

function wordsOfStatus(status: number): string {
  if (status === 401 || status === 403) return `The address asks for a sign-in (${status}): use the calendar's secret or public address.`;
  if (status === 404 || status === 410) return `There is no calendar at the address (${status}).`;
  if (status === 429) return 'The address was asked too often (429).';
  if (status >= 500) return `The calendar's server has a fault (${status}).`;
  return `The calendar's server answers with ${status}: expected 200.`;
}

const REFUSED: Readonly<Record<OutboundProblem, string>> = {
  not_a_url: 'The address is none: expected one like https://example.com/calendar.ics.',
  scheme: 'The address begins with neither https:// nor http://.',
  credentials: 'The address holds a name and password, which are not sent.',
  private_address: 'The address leads into a private network, which this server does not ask.',
};

const FAILED: Readonly<Record<GetProblem, string>> = {
  too_large: 'The calendar is larger than 5 MiB.',
  too_many_redirects: 'The address leads on to others more than three times.',
  bad_redirect: 'The address leads on to nowhere.',
  encoding: 'The calendar is packed in a way that can not be opened.',
};

const NOT_FOUND = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME'];

/** Never with the address in it: this is shown, stored and logged. */
export function wordsOf(error: unknown): string {
  if (error instanceof OutboundRefusal) return REFUSED[error.problem];
  if (error instanceof GetFailure) return FAILED[error.problem];
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (NOT_FOUND.includes(code)) return 'The server of the address was not found.';
  if (code === 'ECONNREFUSED') return 'The server of the address refuses the connection.';
  if (/CERT|TLS|SSL|SELF_SIGNED|VERIFY/.test(code)) return "The server's certificate is not valid.";
  if (/TIMEOUT/.test(code)) return 'The server of the address does not answer.';
  return `The connection to the server of the address broke${code === '' ? '' : ` (${code})`}.`;
}
