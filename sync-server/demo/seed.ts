/**
 * "Atlas Studios", a business to look at: everything in it was done by commands, and the same ones on every start. A start
 * that was cut short is taken up again where it stopped, at the hour at which it began.
 */
import { DAY, MINUTE } from '#core/base/time.ts';
import type { Json } from '#core/base/json.ts';
import type { Engine } from '#core/engine/engine.ts';
import { commandLog } from '#core/engine/tables.ts';
import { hashPassword } from '../secrets/passwords.ts';
import { signature } from '../secrets/tokens.ts';
import { tellBookings } from './bookings.ts';
import { type Catalogue, drawPictures, makeCatalogue, makeColleagues } from './catalogue.ts';
import { tellDisputes } from './disputes.ts';
import { BERLIN } from './offerings.ts';
import { payVisits } from './money.ts';
import { guests, owner } from './people.ts';
import { type Closure, planClosures } from './plan/closures.ts';
import { demoDays } from './plan/days.ts';
import { tellStories } from './plan/fates.ts';
import { planVisits } from './plan/visits.ts';
import { commandIdOf, demoTenantId, demoTwinId, type Run, runnerOf } from './run.ts';

export interface Demo {
  readonly tenantId: string;
  readonly sandboxTenantId: string;
  readonly subdomain: string;
  readonly ownerId: string;
  readonly owner: { readonly email: string; readonly password: string };
}

/** The same for as long as the data folder lives, and known to nobody who can't read it: whoever works at Atlas signs in with it. */
function passwordFrom(serverKey: Buffer): string {
  const body = signature(serverKey, { text: 'demo/password', length: 12 });
  return `atlas-${body.slice(0, 4)}-${body.slice(4, 8)}-${body.slice(8)}`;
}

export async function seedDemo(engine: Engine, { serverKey }: { serverKey: Buffer }): Promise<Demo> {
  const password = passwordFrom(serverKey);
  const { ownerId } = await seedAtlas(engine, { now: engine.clock.now(), passwordHash: await hashPassword(password) });
  return { tenantId: demoTenantId, sandboxTenantId: demoTwinId, subdomain: 'atlas', ownerId, owner: { email: owner.email, password } };
}

export interface Seeding {
  readonly now: number;
  /** every member's: a command hashes nothing */
  readonly passwordHash: string;
}

const OPENED = 420 * DAY;
const LAST = 'finished';

/** When the first thing of this tenant's demo was done, where it was. */
async function begunAt(engine: Engine): Promise<number | undefined> {
  const first = await engine.database.read(demoTenantId, (db) => db.find(commandLog, commandIdOf(demoTenantId, 'tenant')));
  return first === undefined ? undefined : first.at + OPENED;
}

async function isFinished(engine: Engine): Promise<boolean> {
  return (await engine.database.read(demoTwinId, (db) => db.find(commandLog, commandIdOf(demoTwinId, LAST)))) !== undefined;
}

/** @throws Error where a command is refused: that is a mistake in the demo */
export async function seedAtlas(engine: Engine, { now, passwordHash }: Seeding): Promise<{ ownerId: string }> {
  const today = (await begunAt(engine)) ?? Math.floor(now / MINUTE) * MINUTE;
  const live = runnerOf(engine, { tenantId: demoTenantId, now: today });
  const twin = runnerOf(engine, { tenantId: demoTwinId, now: today });
  const { ownerId } = await openTenant(live, { now: today, passwordHash, sandboxOf: null });
  if (await isFinished(engine)) return { ownerId };
  const pictures = drawPictures();
  const memberIds = await makeColleagues(live, { now: today, passwordHash, ownerId });
  const catalogue = await makeCatalogue(live, { now: today, memberIds, pictures });
  await fillBooks({ run: live, catalogue, now: today });
  await payVisits(engine, { run: live, catalogue, now: today });
  await tellDisputes(engine, { run: live, catalogue, now: today });
  await makeFeeds(live, { now: today, catalogue, ownerId });
  await makeTwin(twin, { now: today, passwordHash, pictures });
  return { ownerId };
}

async function openTenant(run: Run, { now, passwordHash, sandboxOf }: Seeding & { sandboxOf: string | null }) {
  const at = now - OPENED;
  const profile = {
    name: 'Atlas Studios',
    timezone: BERLIN,
    displayCurrency: 'EUR',
    brandColor: '#0F766E',
    logoUrl: null,
    contactEmail: 'hello@atlas.example',
  };
  const subdomain = sandboxOf === null ? 'atlas' : 'atlas-sandbox';
  await run({ key: 'tenant', name: 'tenants.create', input: { subdomain, profile, sandboxOf }, at });
  const input = { ...owner, role: 'OWNER', passwordHash };
  const { memberId = '' } = await run({ key: 'owner', name: 'members.add', input, at });
  return { ownerId: memberId };
}

interface Books {
  readonly run: Run;
  readonly catalogue: Catalogue;
  readonly now: number;
}

async function fillBooks({ run, catalogue, now }: Books): Promise<void> {
  const days = demoDays(now);
  const closures = planClosures(days);
  await Promise.all(
    guests.map((guest, i) => {
      const input: Json = { name: guest.name, email: guest.email, phone: guest.phone, notes: guest.notes ?? '' };
      return run({ key: `guest/${i}`, name: 'customers.create', input, at: now - (60 + i) * DAY });
    }),
  );
  for (const closure of closures) await close(run, { closure, catalogue, at: now - 45 * DAY });
  await tellBookings({ run, catalogue, now }, tellStories(planVisits(days, closures), now));
}

async function close(run: Run, { closure, catalogue, at }: { closure: Closure; catalogue: Catalogue; at: number }): Promise<void> {
  const { key, kind, subjects, day, from, to, reason } = closure;
  const subjectIds = subjects.map((subject) => catalogue.offeringIds.get(subject) ?? catalogue.resourceIds.get(subject as never) ?? '');
  const local = (time: string): string => new Date(Date.parse(`${day.date}T00:00Z`) + minutesOf(time) * MINUTE).toISOString().slice(0, 16);
  await run({
    key: `closure/${key}`,
    name: 'availability.addException',
    input: { subjectIds, kind, from: local(from), to: local(to), reason },
    at,
  });
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

async function makeFeeds(run: Run, { now, catalogue, ownerId }: { now: number; catalogue: Catalogue; ownerId: string }): Promise<void> {
  const at = now - 30 * DAY;
  const feeds = [
    { kind: 'tenant', subjectId: demoTenantId },
    { kind: 'member', subjectId: ownerId },
    { kind: 'member', subjectId: catalogue.memberIds.get('ayla') ?? '' },
    { kind: 'resource', subjectId: catalogue.resourceIds.get('ben') ?? '' },
    { kind: 'offering', subjectId: catalogue.offeringIds.get('soho-loft') ?? '' },
  ];
  for (const [i, input] of feeds.entries()) await run({ key: `feed/${i}`, name: 'calendar.createFeed', input, at });
}

const TWIN_VISITS = 12;

/** The same catalogue and a few bookings: where integrators try things. */
async function makeTwin(run: Run, { now, passwordHash, pictures }: Seeding & { pictures: ReadonlyMap<string, string> }): Promise<void> {
  const { ownerId } = await openTenant(run, { now, passwordHash, sandboxOf: demoTenantId });
  const memberIds = await makeColleagues(run, { now, passwordHash, ownerId });
  const catalogue = await makeCatalogue(run, { now, memberIds, pictures });
  const days = demoDays(now);
  const ahead = planVisits(days, planClosures(days)).filter(({ startsAt }) => startsAt > now);
  await tellBookings({ run, catalogue, now }, tellStories(ahead.slice(0, TWIN_VISITS), now));
  await run({ key: LAST, name: 'calendar.createFeed', input: { kind: 'tenant', subjectId: demoTwinId }, at: now - 30 * DAY });
}
