/**
 * Five hundred customers, each on a connection of their own, ask the public door for the same class at the same moment: ten
 * places are left. Ten must have them, and everybody else must be told `booking_conflict`, soon.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, wallToInstant } from '#core/base/zone.ts';
import { liftedLimits } from './create.ts';
import { atMost, type Bench, benchOf, type Figure, median, type Options, percentile, reported } from './figures.ts';
import { type Answer, type Call, fire } from './load.ts';
import { type Running, startServer } from './processes.ts';
import { DAYS_AHEAD, openTown, SEATS, type Town, ZONE } from './town.ts';
import { doubleBookings } from './witness.ts';

const CLIENTS = 500;
const PLACES = 10;
const ROUNDS = 7;
const BAR_MS = 250;
const EXISTING = 2_000;

interface Round {
  readonly succeeded: number;
  readonly conflicted: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly seconds: number;
}

export async function contention(options: Options): Promise<Bench> {
  const town = await openTown(EXISTING, options);
  const scratch = mkdtempSync(join(tmpdir(), 'slotkeeper-bench-'));
  const server = await startServer(town.folder, { env: town.env, args: ['--limits', liftedLimits(scratch)] });
  try {
    const rounds: Round[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const measured = await rush(server, { town, day: DAYS_AHEAD + 1 + round });
      if (round > 0) rounds.push(measured);
    }
    await server.stop();
    const doubles = await doubleBookings(town, { made: (ROUNDS + 1) * SEATS });
    return benchOf('contention', figuresOf(rounds, doubles), options);
  } finally {
    await server.stop();
    await town.remove();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** On a day on which nobody has booked yet: all but ten places go first, off the clock. */
async function rush({ url }: Running, { town, day }: { town: Town; day: number }): Promise<Round> {
  const startsAt = new Date(wallToInstant(ZONE, `${addDays(town.today, day)}T18:00`)).toISOString();
  const booking = (who: string): Call => ({
    ...{ method: 'POST', path: `/v1/storefront/${town.subdomain}/checkout` },
    body: { offeringId: town.offerings[0], startsAt, quantity: 1, customer: { name: `Guest ${who}`, email: `${who}@example.com` } },
  });
  const before = await fire(url, { calls: Array.from({ length: SEATS - PLACES }, (_, i) => booking(`early${day}.${i}`)), connections: 1 });
  if (before.answers.some(({ status }) => status !== 201)) throw new Error(`the class could not be filled: ${before.answers[0]?.body}`);
  const calls = Array.from({ length: CLIENTS }, (_, i) => booking(`rush${day}.${i}`));
  const { answers, seconds } = await fire(url, { calls, connections: CLIENTS });
  const ms = answers.map((answer) => answer.ms);
  return {
    succeeded: answers.filter(({ status }) => status === 201).length,
    conflicted: answers.filter(isConflict).length,
    medianMs: median(ms),
    p99Ms: percentile(ms, 0.99),
    seconds,
  };
}

const isConflict = ({ status, body }: Answer): boolean =>
  status === 409 && (JSON.parse(body) as { error: string }).error === 'booking_conflict';

function figuresOf(rounds: readonly Round[], doubles: number): Figure[] {
  const exactly = (name: string, values: readonly number[], bar: number): Figure => ({
    ...{ name, value: values.find((value) => value !== bar) ?? bar, unit: 'clients', bar },
    ok: values.every((value) => value === bar),
  });
  const of = (key: keyof Round) => rounds.map((round) => round[key]);
  return [
    exactly(`had one of the last ${PLACES} places, in every round`, of('succeeded'), PLACES),
    exactly('were told booking_conflict, in every round', of('conflicted'), CLIENTS - PLACES),
    atMost(`median answer, ${CLIENTS} at once`, { value: median(of('medianMs')), unit: 'ms', bar: BAR_MS }),
    reported('p99 answer', median(of('p99Ms')), 'ms'),
    reported('until the last was answered', median(of('seconds')) * 1000, 'ms'),
    atMost('places given twice', { value: doubles, unit: 'places', bar: 0 }),
  ];
}
