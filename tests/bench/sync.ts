/**
 * The first sync of a business with a hundred thousand bookings into a desktop that has nothing, from signing in until it shows,
 * against the same rows from a local file. Then bookings made over HTTP, one after another, each until it stands in the database
 * of a second desktop and can be asked for there.
 */
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { liftedLimits } from './create.ts';
import { atLeast, atMost, type Bench, benchOf, type Figure, median, type Options, percentile, reported } from './figures.ts';
import { fire } from './load.ts';
import { launch, type Launched, type Running, startServer } from './processes.ts';
import { freePlaces, openTown, type Place, type Town } from './town.ts';

const BOOKINGS = 100_000;
const ROUNDS = 3;
const TOLD = 120;
const ROWS_BAR = 0.4;
const STANDS_BAR_MS = 100;
const PATIENCE_MS = 300_000;
const desktopProgram = fileURLToPath(new URL('./desktop.ts', import.meta.url));
const copyProgram = fileURLToPath(new URL('./bareCopy.ts', import.meta.url));

type Said = { begunAt: number } | { readyAt: number } | { stands: string; at: number };

export async function sync(options: Options): Promise<Bench> {
  const town = await openTown(BOOKINGS, options);
  const scratch = mkdtempSync(join(tmpdir(), 'slotkeeper-bench-'));
  const server = await startServer(town.folder, { env: town.env, args: ['--limits', liftedLimits(scratch)] });
  try {
    const file = join(scratch, 'rows.ndjson');
    await download(server, { town, file });
    const copies = { ours: [] as number[], bare: [] as number[], rows: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      const { rows, rate } = await copyBarely({ file, scratch, town });
      copies.rows = rows;
      copies.bare.push(rate);
      const desktop = await openDesktop(server, { town, folder: join(scratch, `first-${round}`) });
      copies.ours.push((rows / desktop.ms) * 1000);
      await desktop.launched.stop();
      rmSync(join(scratch, `first-${round}`), { recursive: true });
    }
    const ms = await bookAndWatch(server, { town, scratch });
    return benchOf('sync', figuresOf({ ...copies, bytes: statSync(file).size, ms }), options);
  } finally {
    await server.stop();
    await town.remove();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The snapshot as the server gives it to a device, unpacked. */
async function download({ url }: Running, { town, file }: { town: Town; file: string }): Promise<void> {
  const signIn = await fetch(`${url}/v1/console/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...town.owner, deviceName: 'Bench' }),
  });
  const { token } = (await signIn.json()) as { token: string };
  const { body } = await fetch(`${url}/v1/sync/snapshot`, { headers: { authorization: `Bearer ${token}` } });
  if (body === null) throw new Error('the snapshot has no body');
  await pipeline(Readable.fromWeb(body as never), createWriteStream(file));
}

async function copyBarely({ file, scratch, town }: { file: string; scratch: string; town: Town }): Promise<{ rows: number; rate: number }> {
  const folder = mkdtempSync(join(scratch, 'bare-'));
  const copy = launch<{ rows: number; ms: number }>([copyProgram, file, folder, town.tenantId]);
  const { rows, ms } = await copy.next(PATIENCE_MS);
  await copy.stop();
  rmSync(folder, { recursive: true });
  return { rows, rate: (rows / ms) * 1000 };
}

interface Desktop {
  readonly launched: Launched<Said>;
  /** from signing in until it showed the business */
  readonly ms: number;
}

async function openDesktop({ url }: Running, { town, folder }: { town: Town; folder: string }): Promise<Desktop> {
  const launched = launch<Said>([desktopProgram, folder, url, town.owner.email, town.owner.password]);
  const begun = await launched.next(PATIENCE_MS);
  const ready = await launched.next(PATIENCE_MS);
  if (!('begunAt' in begun) || !('readyAt' in ready)) throw new Error('a desktop said something else');
  return { launched, ms: ready.readyAt - begun.begunAt };
}

/** Two desktops, as a business has them. @returns for each booking the ms from its request until it stood in the second */
async function bookAndWatch(server: Running, { town, scratch }: { town: Town; scratch: string }): Promise<number[]> {
  const desks = [
    await openDesktop(server, { town, folder: join(scratch, 'desk-1') }),
    await openDesktop(server, { town, folder: join(scratch, 'desk-2') }),
  ];
  const second = desks[1]!.launched;
  const ms: number[] = [];
  try {
    for (const place of freePlaces(town, TOLD)) {
      const sentAt = performance.timeOrigin + performance.now();
      const bookingId = await book(server, { town, place });
      const said = await second.next(10_000);
      if (!('stands' in said) || said.stands !== bookingId)
        throw new Error(`the second desktop told of another booking: ${JSON.stringify(said)}`);
      ms.push(said.at - sentAt);
    }
    return ms;
  } finally {
    for (const { launched } of desks) await launched.stop();
  }
}

async function book({ url }: Running, { town, place }: { town: Town; place: Place }): Promise<string> {
  const customer = { name: 'Ada Byron', email: 'ada@example.com' };
  const body = { offeringId: place.offeringId, startsAt: new Date(place.startsAt).toISOString(), quantity: 1, customer };
  const call = { method: 'POST', path: '/v1/api/bookings', headers: { authorization: `Bearer ${town.apiKey}` }, body };
  const { answers } = await fire(url, { calls: [call], connections: 1 });
  if (answers[0]?.status !== 201) throw new Error(`the booking was not taken: ${answers[0]?.body}`);
  return (JSON.parse(answers[0].body) as { id: string }).id;
}

interface Measured {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
  readonly rows: number;
  readonly bytes: number;
  readonly ms: readonly number[];
}

function figuresOf({ ours, bare, rows, bytes, ms }: Measured): Figure[] {
  return [
    reported('rows of the first sync', rows, 'rows'),
    reported('as NDJSON', bytes / 1024 / 1024, 'MB'),
    reported('rows from a local file with better-sqlite3', median(bare), 'rows/s'),
    reported('rows of a first sync, from signing in until it shows', median(ours), 'rows/s'),
    atLeast('first sync against the local file', { value: median(ours.map((rate, i) => rate / bare[i]!)), unit: 'ratio', bar: ROWS_BAR }),
    reported('bookings made and awaited', ms.length, 'bookings'),
    reported('from the request until it stands in a second desktop: median', median(ms), 'ms'),
    atMost('from the request until it stands in a second desktop: p95', { value: percentile(ms, 0.95), unit: 'ms', bar: STANDS_BAR_MS }),
  ];
}
