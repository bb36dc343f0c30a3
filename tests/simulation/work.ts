/** What people do at a desk, drawn by chance from what their screen shows. */
import { and, eq, inArray } from 'drizzle-orm';
import { DAY, HOUR } from '#core/base/time.ts';
import type { KeyedTable, ReadDb, RowOf } from '#core/data/database.ts';
import { exceptions } from '#core/domains/availability/tables.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import { offerings } from '#core/domains/catalog/tables.ts';
import { customers } from '#core/domains/customers/tables.ts';
import type { Chance } from './chance.ts';
import type { SimulatedDesk } from './desk.ts';

export interface Deed {
  readonly name: string;
  readonly input: unknown;
}

interface Scene {
  readonly db: ReadDb;
  readonly chance: Chance;
  /** the first opening hour that may be booked */
  readonly opening: number;
}

const inOrder = <T extends { id: string }>(rows: T[]): T[] => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));

async function oneOf<T extends KeyedTable>(
  { db, chance }: Scene,
  table: T,
  condition?: Parameters<ReadDb['list']>[1],
): Promise<RowOf<T> | undefined> {
  return chance.pick(inOrder((await db.list(table, condition)) as (RowOf<T> & { id: string })[]));
}

/** Few enough starts that people get in each other's way. */
const someStart = ({ chance, opening }: Scene): number => opening + chance.between(0, 3) * DAY + chance.between(0, 8) * HOUR;

type Kind = (scene: Scene) => Promise<Deed | undefined>;

const book: Kind = async (scene) => {
  const offering = await oneOf(scene, offerings);
  if (offering === undefined) return undefined;
  const guest = `Guest ${scene.chance.between(0, 12)}`;
  const customer = { name: guest, email: `${guest.replace(' ', '')}@example.com`.toLowerCase(), phone: null };
  const quantity = scene.chance.between(1, Math.min(3, offering.capacity + 1));
  return {
    name: 'bookings.create',
    input: { items: [{ offeringId: offering.id, startsAt: someStart(scene), quantity }], customer, source: 'desk' },
  };
};

const live = inArray(bookings.status, ['PENDING', 'CONFIRMED']);

const cancel: Kind = async (scene) => {
  const booking = await oneOf(scene, bookings, live);
  return booking && { name: 'bookings.cancel', input: { bookingId: booking.id } };
};

const approve: Kind = async (scene) => {
  const booking = await oneOf(scene, bookings, eq(bookings.status, 'PENDING'));
  return booking && { name: 'bookings.approve', input: { bookingId: booking.id } };
};

const reschedule: Kind = async (scene) => {
  const booking = await oneOf(scene, bookings, live);
  return booking && { name: 'bookings.reschedule', input: { bookingId: booking.id, startsAt: someStart(scene) } };
};

const note: Kind = async (scene) => {
  const booking = await oneOf(scene, bookings);
  if (booking === undefined) return undefined;
  const notes = `note ${scene.chance.between(0, 1000)}`;
  return { name: 'bookings.editNotes', input: { bookingId: booking.id, changes: { notes }, seen: { notes: booking.notes } } };
};

const editOffering: Kind = async (scene) => {
  const offering = await oneOf(scene, offerings);
  if (offering === undefined) return undefined;
  const basePriceCents = scene.chance.between(10, 100) * 100;
  const { basePriceCents: seen } = offering;
  return {
    name: 'catalog.updateOffering',
    input: { offeringId: offering.id, changes: { basePriceCents }, seen: { basePriceCents: seen } },
  };
};

const block: Kind = async (scene) => {
  const offering = await oneOf(scene, offerings);
  if (offering === undefined) return undefined;
  const day = new Date(scene.opening + scene.chance.between(0, 3) * DAY).toISOString().slice(0, 10);
  const hour = 10 + scene.chance.between(0, 7);
  return {
    name: 'availability.addException',
    input: { subjectId: offering.id, kind: 'BLOCK', from: `${day}T${hour}:00`, to: `${day}T${hour + 1}:00`, reason: 'closed' },
  };
};

const unblock: Kind = async (scene) => {
  const exception = await oneOf(scene, exceptions, and(eq(exceptions.kind, 'BLOCK')));
  return exception && { name: 'availability.removeException', input: { exceptionId: exception.id } };
};

const addCustomer: Kind = async ({ chance }) => {
  const name = `Walk-in ${chance.between(0, 30)}`;
  return { name: 'customers.create', input: { name, email: `${name.replace(' ', '-').toLowerCase()}@example.com` } };
};

const editCustomer: Kind = async (scene) => {
  const customer = await oneOf(scene, customers);
  if (customer === undefined) return undefined;
  const notes = `likes ${scene.chance.between(0, 1000)}`;
  return { name: 'customers.update', input: { customerId: customer.id, changes: { notes }, seen: { notes: customer.notes } } };
};

const kinds: readonly (readonly [number, Kind])[] = [
  [40, book],
  [10, cancel],
  [8, approve],
  [10, reschedule],
  [6, note],
  [6, editOffering],
  [5, block],
  [4, unblock],
  [6, addCustomer],
  [5, editCustomer],
];
const weights = kinds.reduce((sum, [weight]) => sum + weight, 0);

export async function someDeed(desk: SimulatedDesk, { chance, opening }: { chance: Chance; opening: number }): Promise<Deed | undefined> {
  let at = chance.between(0, weights);
  const kind = kinds.find(([weight]) => (at -= weight) < 0)?.[1] ?? book;
  const { database, tenantId } = desk.profile();
  return database.read(tenantId, (db) => kind({ db, chance, opening }));
}
