/**
 * Reads outside calendars, each every quarter of an hour. Laws: a feed that fails, or that answers with anything but a
 * calendar, changes no time; whoever dies at any point is followed by another that looks again, and a look that brings
 * nothing new writes nothing.
 */
import { MINUTE, SECOND } from '#core/base/time.ts';
import { loadServed, type Look, outcomeOfLook } from '#core/domains/availability/store/external.ts';
import { externalCalendars } from '#core/domains/availability/tables.ts';
import { execute } from '#core/engine/execute.ts';
import { addressOf, conditionsOf, failed, questionFor, type Seen, seenIn, wordsOf } from '../calendars/look.ts';
import type { Get, Got } from '../outbound/get.ts';
import type { Resolve } from '../outbound/guard.ts';
import { senderOf } from '../outbound/sender.ts';
import type { ServerParts } from '../parts.ts';
import { newCommandId } from '../secrets/tokens.ts';
import { type FetchRow, nextFeedAt, releaseFeed, settleFeed, takeFeeds } from './externalFeeds.ts';
import { type Loop, startLoop } from './loop.ts';
import type { Timer } from './timer.ts';

const LIMIT_MS = 20 * SECOND;
const MAX_BYTES = 5 * 1024 * 1024;
/** Another process may have written what this one was not told of. */
const LOOK_AGAIN_MS = MINUTE;
const HEADERS = { accept: 'text/calendar, text/plain;q=0.5, */*;q=0.1', 'user-agent': 'Slotkeeper-Calendars/1' };

const system = { kind: 'system', id: 'externalCalendars', name: 'Outside calendars' } as const;

export interface ExternalCalendarParts extends ServerParts {
  readonly timer: Timer;
  /** in [0, 1): spreads what fell together */
  readonly random: () => number;
  readonly resolve?: Resolve;
  /** over the guarded network unless a test says otherwise */
  readonly fetch?: (get: Get) => Promise<Got>;
}

type Calendar = typeof externalCalendars.$inferSelect;

export function startExternalCalendars(parts: ExternalCalendarParts): Loop {
  const { database, clock } = parts.engine;
  const now = () => clock.now();
  const outbound = senderOf({ allowPrivate: parts.options.allowPrivateWebhooks, ...(parts.resolve && { resolve: parts.resolve }) });
  const fetch = parts.fetch ?? outbound.fetch;
  const stopping = new AbortController();

  async function attend(row: FetchRow): Promise<void> {
    try {
      await look(parts, { row, fetch, stopping: stopping.signal });
    } catch (error) {
      parts.logger.error({ err: error, calendar: row.id, tenantId: row.tenantId }, 'outside calendar could not be recorded');
    }
  }

  async function pass(): Promise<number> {
    while (!stopping.signal.aborted) {
      const taken = await takeFeeds(database, now());
      if (taken.length === 0) break;
      await Promise.all(taken.map(attend));
    }
    const latest = now() + LOOK_AGAIN_MS;
    return Math.min((await nextFeedAt(database)) ?? latest, latest);
  }

  const loop = startLoop({ name: 'externalCalendars', timer: parts.timer, now, logger: parts.logger, pass });
  const unlisten = database.onCommit(({ tables }) => {
    if (tables.includes('external_calendars') || tables.includes('external_fetches')) loop.wake();
  });
  loop.wake();
  return {
    ...loop,
    async stop() {
      unlisten();
      stopping.abort(new Error('stopped'));
      await loop.stop();
      await outbound.stop();
    },
  };
}

interface Attending {
  readonly row: FetchRow;
  readonly fetch: (get: Get) => Promise<Got>;
  readonly stopping: AbortSignal;
}

/** Recorded first, then settled: death between the two looks again, and finds nothing new. */
async function look(parts: ExternalCalendarParts, { row, fetch, stopping }: Attending): Promise<void> {
  const { database, clock } = parts.engine;
  const calendar = await database.read(row.tenantId, (db) => db.find(externalCalendars, row.id));
  if (calendar === undefined || !calendar.active) return releaseFeed(database, row);
  const seen = await see(parts, { calendar, row, fetch, stopping });
  if (seen === undefined) return releaseFeed(database, row);
  const { look: found, validators, retryAfterMs } = seen;
  if (!found.succeeded && row.failures === 0)
    parts.logger.warn({ calendar: row.id, tenantId: row.tenantId, error: found.error }, 'outside calendar could not be read');
  await record(parts, { calendar, look: found });
  await settleFeed(database, { row, now: clock.now(), random: parts.random(), validators, retryAfterMs });
}

/** @returns undefined where the stop cut it short */
async function see(
  { engine, timer }: ExternalCalendarParts,
  { calendar, row, fetch, stopping }: Attending & { calendar: Calendar },
): Promise<Seen | undefined> {
  const { database, clock } = engine;
  const served = await database.read(row.tenantId, (db) => loadServed(db, calendar.subjectId));
  const question = questionFor(calendar.url, served, clock.now());
  const tooSlow = new AbortController();
  const callOff = timer.at(clock.now() + LIMIT_MS, () => tooSlow.abort(new Error('timeout')));
  const signal = AbortSignal.any([tooSlow.signal, stopping]);
  const headers = { ...HEADERS, ...conditionsOf(row, question) };
  try {
    const got = await fetch({ url: addressOf(calendar.url), headers, maxBytes: MAX_BYTES, signal });
    return await seenIn(got, { question, known: row });
  } catch (error) {
    if (tooSlow.signal.aborted) return failed('The server of the address does not answer within 20 seconds.');
    return stopping.aborted ? undefined : failed(wordsOf(error));
  } finally {
    callOff();
  }
}

async function record({ engine }: ExternalCalendarParts, { calendar, look: found }: { calendar: Calendar; look: Look }): Promise<void> {
  const { tenantId, id, url } = calendar;
  const { isNews } = await engine.database.read(tenantId, (db) => outcomeOfLook(db, { calendar, look: found, now: engine.clock.now() }));
  if (!isNews) return;
  const input = { externalCalendarId: id, url, succeeded: found.succeeded, error: found.error, spans: found.spans };
  const envelope = { commandId: newCommandId(engine.clock.now()), name: 'availability.recordExternalCalendar', input };
  const outcome = await execute(engine, { tenantId, actor: system, envelope, isNew: true });
  if (!outcome.ok) throw new Error(`availability.recordExternalCalendar was refused: ${outcome.code}`);
}
