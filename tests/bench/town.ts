/**
 * A business with a past, for benches that need one: eight offerings (four by seats, four by stylists), opening hours, holidays,
 * and so many bookings, 160 a day until three weeks from now. It is made by the product's own commands, each on a clock that
 * shows its time, so that the database holds exactly what those commands write; and kept under the system's temporary folder
 * until the tables or the day change.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { derivedBody, timedBody } from '#core/base/ids.ts';
import { addDays, instantToWall, wallToInstant } from '#core/base/zone.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Database } from '#core/data/database.ts';
import { migrations } from '#core/data/migrations.ts';
import type { Engine } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { openBusiness } from '#server/businesses.ts';
import { openSqlite } from '#server/drivers/sqlite.ts';
import { doorkeeper, newApiKey } from '#server/secrets/apiKeys.ts';
import { hashPassword } from '#server/secrets/passwords.ts';
import { createRandom, type Options, shuffled } from './figures.ts';
import { groundOf } from './ground.ts';

export const ZONE = 'Europe/Berlin';
const A_DAY = 160;
export const DAYS_AHEAD = 21;
const OPENS = 8;
const CLOSES = 20;
export const SEATS = 12;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of what this file makes: raised with it, so that no older town is taken for a newer one. */
const VERSION = 2;

interface Kept {
  readonly tenantId: string;
  readonly subdomain: string;
  readonly apiKey: string;
  readonly owner: { readonly email: string; readonly password: string };
  /** by seats first, then by stylists */
  readonly offerings: readonly string[];
  readonly bookings: number;
  /** `YYYY-MM-DD` in the business's zone */
  readonly today: string;
}

export interface Town extends Kept {
  /** a data folder of its own */
  readonly folder: string;
  /** what a server of it has to be told */
  readonly env: NodeJS.ProcessEnv;
  /** its database, beside no server */
  open(): Promise<Database>;
  remove(): Promise<void>;
}

export interface Place {
  readonly offeringId: string;
  /** epoch ms */
  readonly startsAt: number;
}

/** A copy of the town with so many bookings. */
export async function openTown(bookings: number, options: Options): Promise<Town> {
  const kept = await keptTown(bookings);
  const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-bench-'));
  cpSync(kept, folder, { recursive: true });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const ground = await groundOf(options, folder);
  return {
    ...(JSON.parse(readFileSync(join(folder, 'town.json'), 'utf8')) as Kept),
    folder,
    env: ground.env,
    open: ground.open,
    async remove() {
      await ground.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function keptTown(bookings: number): Promise<string> {
  const today = instantToWall(ZONE, Date.now()).date;
  const tables = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12);
  const cache = join(tmpdir(), `slotkeeper-towns-${process.getuid?.() ?? 0}`);
  const folder = join(cache, `${VERSION}-${tables}-${today}-${bookings}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  for (const old of readdirSync(cache))
    if (!old.startsWith(`${VERSION}-${tables}-${today}-`)) rmSync(join(cache, old), { recursive: true });
  const making = mkdtempSync(join(cache, `${VERSION}-${tables}-${today}-making-`));
  process.stderr.write(`making a business with ${bookings.toLocaleString('en')} bookings…\n`);
  const database = await openSqlite({ file: join(making, 'slotkeeper.sqlite') });
  const kept = await fillTown(database, { bookings, today });
  await database.close();
  writeFileSync(join(making, 'town.json'), JSON.stringify(kept));
  renameSync(making, folder);
  return folder;
}

async function fillTown(database: Database, { bookings, today }: { bookings: number; today: string }): Promise<Kept> {
  const run = runnerOf({ database, registry: slotkeeperRegistry(), clock: { now: () => Date.now() }, side: 'server' });
  const opened = wallToInstant(ZONE, `${addDays(today, DAYS_AHEAD - Math.ceil(bookings / A_DAY) - 30)}T09:00`);
  const { owner, tenantId, subdomain, key, token } = await openShop(run, opened);
  const offerings = await openOfferings(run, { tenantId, at: opened });
  const days = Math.ceil(bookings / A_DAY);
  for (let day = 0, left = bookings; day < days; day += 1, left -= A_DAY) {
    const date = addDays(today, day - days + 1 + DAYS_AHEAD);
    await fillDay(run, { tenantId, key, offerings, date, count: Math.min(left, A_DAY) });
  }
  return { tenantId, subdomain, apiKey: token, owner, offerings, bookings, today };
}

interface Run {
  readonly engine: Engine;
  /** Does it as of then. @throws Error where it is refused */
  (act: { tenantId: string; name: string; input: unknown; at: number; actor?: Actor }): Promise<Record<string, string>>;
}

function runnerOf(engine: Engine): Run {
  let count = 0;
  const run = async ({ tenantId, name, input, at, actor = doorkeeper }: Parameters<Run>[0]): Promise<Record<string, string>> => {
    const commandId = `cmd_${timedBody(at, new Uint8Array(13)).slice(0, 9)}${derivedBody(`town/${++count}`).slice(9)}`;
    const outcome = await execute({ ...engine, clock: { now: () => at } }, { tenantId, actor, envelope: { commandId, name, input } });
    if (!outcome.ok) throw new Error(`${name} was refused: ${outcome.code} ${JSON.stringify(outcome.facts)}`);
    return (outcome.value ?? {}) as Record<string, string>;
  };
  return Object.assign(run, { engine });
}

async function openShop(run: Run, at: number) {
  const owner = { email: 'owner@town.test', password: 'a bench of wood' };
  const { tenantId, subdomain } = await openBusiness(
    { ...run.engine, clock: { now: () => at } },
    {
      ...{ name: 'Town Studios', subdomain: 'town', timezone: ZONE, displayCurrency: 'EUR' },
      owner: { name: 'Olivia Owner', email: owner.email, passwordHash: await hashPassword(owner.password) },
    },
  );
  const { token, prefix, secretHash } = await newApiKey({ tenantId, sandbox: false });
  const scopes = ['read', 'write', 'admin'] as const;
  const { keyId = '' } = await run({ tenantId, name: 'members.createApiKey', input: { name: 'Website', scopes, prefix, secretHash }, at });
  const key: Actor = { kind: 'key', id: keyId, scopes, name: 'Website' };
  return { owner, tenantId, subdomain, key, token };
}

const everyDay = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({
  ...{ dayOfWeek, startTime: '08:00', endTime: '20:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null },
}));

async function openOfferings(run: Run, { tenantId, at }: { tenantId: string; at: number }): Promise<string[]> {
  const offerings: string[] = [];
  for (const title of ['Yoga', 'Pilates', 'Pottery', 'Life drawing']) {
    const fields = { title, basePriceCents: 2_400, durationMinutes: 60, slotMinutes: 60, capacity: SEATS, taxBps: 1_900 };
    offerings.push(await openOffering(run, { tenantId, at, fields }));
  }
  for (const title of ['Haircut', 'Colour', 'Massage', 'Facial']) {
    const resourceGroups = [[]] as string[][];
    for (const name of [`${title} one`, `${title} two`, `${title} three`]) {
      const { resourceId = '' } = await run({ tenantId, at, name: 'catalog.createResource', input: { name, kind: 'stylist' } });
      resourceGroups[0]!.push(resourceId);
    }
    const length = { durationMinutes: 45, slotMinutes: 15, bufferBeforeMinutes: 5, bufferAfterMinutes: 5 };
    const fields = { title, basePriceCents: 4_800, ...length, resourceGroups };
    offerings.push(await openOffering(run, { tenantId, at, fields }));
  }
  return offerings;
}

async function openOffering(run: Run, { tenantId, at, fields }: { tenantId: string; at: number; fields: { title: string } }) {
  const description = `${fields.title} in a quiet room with a view of the river. Bring comfortable clothes; everything else is there.`;
  const input = { ...fields, description, attributes: { parking: true, floor: 2 } };
  const { offeringId = '' } = await run({ tenantId, at, name: 'catalog.createOffering', input });
  await run({ tenantId, at, name: 'availability.setSchedule', input: { subjectId: offeringId, rules: everyDay } });
  const holiday = { kind: 'BLOCK', from: '2027-12-24T00:00', to: '2027-12-27T00:00', reason: 'Christmas' };
  await run({ tenantId, at, name: 'availability.addException', input: { subjectId: offeringId, ...holiday } });
  await run({ tenantId, at, name: 'catalog.publishOffering', input: { offeringId } });
  return offeringId;
}

/** Every place of a date, one for each seat or stylist and hour, in an order of that date's own. */
function placesOf({ offerings, date }: { offerings: readonly string[]; date: string }): Place[] {
  const places: Place[] = [];
  for (const [i, offeringId] of offerings.entries())
    for (let hour = OPENS; hour < CLOSES - 1; hour += 1) {
      const startsAt = wallToInstant(ZONE, `${date}T${String(hour).padStart(2, '0')}:${i < 4 ? '00' : '15'}`);
      for (let place = 0; place < (i < 4 ? SEATS : 3); place += 1) places.push({ offeringId, startsAt });
    }
  return shuffled(places, createRandom(Number(date.replaceAll('-', ''))));
}

/** So many places that nobody has, on the next 60 days, in no order. */
export function freePlaces({ offerings, today }: Kept, howMany: number): Place[] {
  const places: Place[] = [];
  for (let day = 1; day <= 60; day += 1) {
    const all = placesOf({ offerings, date: addDays(today, day) });
    places.push(...(day <= DAYS_AHEAD ? all.slice(A_DAY) : all));
  }
  if (places.length < howMany) throw new Error(`the town has ${places.length} free places, ${howMany} are wanted`);
  return shuffled(places, createRandom(60)).slice(0, howMany);
}

interface Day {
  readonly tenantId: string;
  readonly key: Actor;
  readonly offerings: readonly string[];
  readonly date: string;
  readonly count: number;
}

const member: Actor = { kind: 'member', id: 'mbr_0', role: 'STAFF', name: 'Stella Staff' };
const passer: Actor = { kind: 'customer', id: 'public', name: 'Customer' };

/** Booked before its day, some cancelled, and completed by the day's end where that has passed. */
async function fillDay(run: Run, { tenantId, key, offerings, date, count }: Day): Promise<void> {
  const random = createRandom(Number(date.replaceAll('-', '')) + 1);
  const now = Date.now();
  const plans = placesOf({ offerings, date })
    .slice(0, count)
    .map((place) => ({
      place,
      lead: random() * 14 * DAY_MS + HOUR_MS,
      kind: random(),
      who: Math.floor(random() * 20_000),
      fate: random(),
    }));
  await Promise.all(
    plans.map(async ({ place, lead, kind, who, fate }) => {
      const at = Math.floor(Math.min(place.startsAt - lead, now - lead));
      const [actor, source] = kind < 0.4 ? [key, 'api'] : kind < 0.7 ? [passer, 'widget'] : [member, 'desk'];
      const reach = source === 'desk' ? { phone: `+49 30 ${100_000 + who}` } : { email: `guest${who}@example.com` };
      const input = { items: [place], customer: { name: `Guest ${who}`, ...reach }, source };
      const { bookingId } = await run({ tenantId, at, actor, name: 'bookings.create', input });
      if (fate < 0.04) await run({ tenantId, at: Math.floor(at + lead / 2), actor: key, name: 'bookings.cancel', input: { bookingId } });
    }),
  );
  const evening = wallToInstant(ZONE, `${date}T23:00`);
  const completedAt = Math.min(evening, now);
  if (completedAt > wallToInstant(ZONE, `${date}T00:00`))
    await run({ tenantId, at: completedAt, name: 'bookings.completeEnded', input: {} });
}
