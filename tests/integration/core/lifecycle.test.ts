/**
 * The life of a booking against a table of its own: whatever is tried in whatever state, at whatever time, by whichever door,
 * goes where the table says or is refused, and leaves its line in the history: who, by which door, when, what.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import { type BookingStatus, bookingStatuses } from '#core/domains/bookings/model.ts';
import { type CoreWorld, coreWorld, customer, key, member, NOON, owner, system, wish } from './world.ts';

type Move = 'approve' | 'decline' | 'cancel' | 'checkIn' | 'complete' | 'noShow' | 'undoNoShow' | 'refund' | 'reschedule';
/** the clock's own moves */
type Tick = 'completeEnded' | 'expirePending';

/** Hours from the start, before and at which it may; the booking lasts one. */
type When = (hours: number) => boolean;
const ever: When = () => true;

/** The drawing of the design as edges: from, move, to, when. Nothing of the product's own table is in it. */
const edges: readonly (readonly [from: BookingStatus, move: Move | Tick, to: BookingStatus | 'before', when: When])[] = [
  ['PENDING', 'approve', 'CONFIRMED', ever],
  ['PENDING', 'decline', 'CANCELLED', ever],
  ['PENDING', 'cancel', 'CANCELLED', ever],
  ['PENDING', 'reschedule', 'PENDING', ever],
  ['PENDING', 'expirePending', 'CANCELLED', (hours) => hours >= 0],
  ['CONFIRMED', 'cancel', 'CANCELLED', ever],
  ['CONFIRMED', 'reschedule', 'CONFIRMED', ever],
  ['CONFIRMED', 'checkIn', 'CHECKED_IN', (hours) => hours >= -12],
  ['CONFIRMED', 'complete', 'COMPLETED', (hours) => hours >= 0],
  ['CONFIRMED', 'completeEnded', 'COMPLETED', (hours) => hours >= 1],
  ['CONFIRMED', 'noShow', 'NO_SHOW', (hours) => hours >= 0 && hours <= 49],
  ['CHECKED_IN', 'complete', 'COMPLETED', (hours) => hours >= 0],
  ['CHECKED_IN', 'completeEnded', 'COMPLETED', (hours) => hours >= 1],
  ['COMPLETED', 'noShow', 'NO_SHOW', (hours) => hours >= 0 && hours <= 49],
  ['COMPLETED', 'refund', 'REFUNDED', ever],
  ['CANCELLED', 'refund', 'REFUNDED', ever],
  ['NO_SHOW', 'refund', 'REFUNDED', ever],
  ['NO_SHOW', 'undoNoShow', 'before', ever],
];

/** Instants around which something begins to be allowed or ends, in hours from the start. */
const hoursThatMatter = [-48, -12 - 1 / 3_600, -12, -1 / 3_600, 0, 0.5, 1 - 1 / 3_600, 1, 2, 49, 49 + 1 / 3_600];

type Door = 'owner' | 'desk' | 'key' | 'customer';
const moves: readonly Move[] = ['approve', 'decline', 'cancel', 'checkIn', 'complete', 'noShow', 'undoNoShow', 'refund', 'reschedule'];

/** Who may at all; a customer only what is still ahead. */
function mayTry(door: Door, move: Move): boolean {
  if (door === 'customer') return move === 'cancel' || move === 'reschedule';
  return door !== 'desk' || move !== 'refund';
}

const theirs: Record<Exclude<Door, 'customer'>, Actor> = { owner, desk: member('STAFF'), key: key('read', 'write') };
const actorAt = (door: Door, bookingId: string): Actor => (door === 'customer' ? customer(bookingId) : theirs[door]);

/** What is told of an edge; one that nothing names is told as itself. */
const toldAs: Partial<Record<Move | Tick, string>> = {
  approve: 'booking.confirmed',
  decline: 'booking.cancelled',
  cancel: 'booking.cancelled',
  expirePending: 'booking.cancelled',
  checkIn: 'booking.checked_in',
  complete: 'booking.completed',
  completeEnded: 'booking.completed',
  noShow: 'booking.no_show',
  reschedule: 'booking.rescheduled',
};

interface Trial {
  readonly after: number;
  readonly door: Door;
  readonly move: Move | Tick;
}

const trials = fc.array(
  fc.record({
    after: fc.constantFrom(...hoursThatMatter),
    door: fc.constantFrom<Door>('owner', 'desk', 'key', 'customer'),
    move: fc.constantFrom<Move | Tick>(...moves, 'completeEnded', 'expirePending'),
  }),
  { minLength: 4, maxLength: 14 },
);

const by = (door: Door, move: Trial['move'], after: number): Trial => ({ after, door, move });
/** Walks that chance seldom finds. */
const examples: [boolean, Trial[]][] = [
  [false, [by('owner', 'noShow', 0.5), by('owner', 'refund', 2)]],
  [false, [by('desk', 'checkIn', -1), by('owner', 'completeEnded', 1), by('desk', 'noShow', 2), by('desk', 'undoNoShow', 49)]],
  [true, [by('key', 'approve', -48), by('customer', 'cancel', -12), by('key', 'refund', 0)]],
];

const LONGEST = 14;
const RUNS = 60;

let world: CoreWorld;
let offeringId: string;
let runs = 0;
const seen = new Set<BookingStatus>();
const taken = new Set<string>();

beforeAll(async () => {
  world = await coreWorld();
  // Each booking has a day to itself; the place is as large as it need be for the one that is moved.
  offeringId = await world.offer({ basePriceCents: 0, customerMoveMinutes: 0, minNoticeMinutes: 0, capacity: 10 });
});
afterAll(() => world.close());

type Entry = { name: string; at: number; actorKind: string; actorName: string; data: Record<string, unknown> };
interface Shown {
  status: BookingStatus;
  startsAt: number;
  moves: string[];
  history: Entry[];
}

const read = (bookingId: string): Promise<Shown> => world.ask('bookings.booking', { bookingId });

interface Model {
  readonly bookingId: string;
  status: BookingStatus;
  before: BookingStatus;
  startsAt: number;
}

/** Where the table leads; undefined: it is refused. */
function expected({ status, before, startsAt }: Model, { door, move }: Trial): BookingStatus | undefined {
  const hours = (world.clock.now - startsAt) / HOUR;
  const [, , to, when] = edges.find(([from, by]) => from === status && by === move) ?? [];
  if (to === undefined || when === undefined || !when(hours)) return undefined;
  if (door === 'customer' && hours >= 0 && (move === 'cancel' || move === 'reschedule')) return undefined;
  return to === 'before' ? before : to;
}

async function tick(model: Model, trial: Trial): Promise<void> {
  await world.run(`bookings.${trial.move}`, {}, system);
  const to = expected(model, { ...trial, door: 'owner' });
  if (to !== undefined) await mustBeTold(model, { trial, to, actor: system });
}

async function move(model: Model, trial: Trial): Promise<void> {
  const { bookingId, startsAt, status } = model;
  const by = trial.move as Move;
  const actor = actorAt(trial.door, bookingId);
  const later = Math.ceil(Math.max(startsAt, world.clock.now) / HOUR) * HOUR + HOUR;
  const wished = by === 'reschedule' ? { startsAt: later, ...(actor.kind === 'member' ? { overridePolicy: true } : {}) } : {};
  const outcome = await world.outcome(`bookings.${by}`, { bookingId, ...wished }, actor);
  const to = expected(model, trial);
  const what = `${by} by ${trial.door} from ${status} at ${(world.clock.now - startsAt) / HOUR} h`;
  if (!mayTry(trial.door, by)) expect(outcome, what).toMatchObject({ ok: false, code: 'forbidden' });
  else if (to === undefined) expect(outcome, what).toMatchObject({ ok: false, code: 'invalid_transition', facts: { status, move: by } });
  else {
    expect(outcome, what).toMatchObject({ ok: true });
    if (by === 'reschedule') model.startsAt = later;
    await mustBeTold(model, { trial, to, actor });
  }
}

/** One line more, of what was done, by whom, by which door and when; the list of moves is the table's, too. */
async function mustBeTold(model: Model, { trial, to, actor }: { trial: Trial; to: BookingStatus; actor: Actor }): Promise<void> {
  if (trial.move === 'noShow') model.before = model.status;
  taken.add(`${model.status} ${trial.move}`);
  model.status = to;
  seen.add(to);
  const { status, history } = await read(model.bookingId);
  expect(status).toBe(to);
  const entries = history.filter(({ name }) => name !== 'booking.updated');
  expect(entries.at(-1)).toMatchObject({
    name: toldAs[trial.move] ?? 'booking.status_changed',
    at: world.clock.now,
    ...{ actorKind: actor.kind, actorName: actor.name },
    data: { status: to },
  });
}

test('every move from every state at every time goes where the table says, is refused otherwise, and is told', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), trials, async (isPending, tried) => {
      const startsAt = NOON + (runs++ + 1) * (LONGEST + 10) * DAY;
      world.clock.now = startsAt - 3 * DAY;
      const input = { ...wish(offeringId, startsAt, {}), source: 'desk', overridePolicy: true, confirm: !isPending };
      const { bookingId = '' } = await world.run('bookings.create', input);
      const model: Model = { bookingId, status: isPending ? 'PENDING' : 'CONFIRMED', before: 'CONFIRMED', startsAt };
      seen.add(model.status);
      const lines = async () => (await read(bookingId)).history.filter(({ name }) => name !== 'booking.updated').length;
      const first = await lines();
      let told = 0;
      for (const trial of tried) {
        world.clock.now = Math.max(world.clock.now, model.startsAt + Math.round(trial.after * 3_600) * 1_000);
        const { status, startsAt: start } = model;
        await (trial.move === 'completeEnded' || trial.move === 'expirePending' ? tick(model, trial) : move(model, trial));
        if (model.status !== status || model.startsAt !== start) told += 1;
        const shown = await read(bookingId);
        expect(shown.status).toBe(model.status);
        const legal = moves.filter((by) => by !== 'reschedule' && expected(model, { ...trial, door: 'owner', move: by }) !== undefined);
        expect(shown.moves.toSorted()).toEqual(legal.toSorted());
      }
      expect(await lines()).toBe(first + told);
    }),
    { numRuns: RUNS, seed: 20_261_121, endOnFailure: true, examples },
  );
  expect([...seen].toSorted()).toEqual([...bookingStatuses].toSorted());
  const drawn = edges.map(([from, by]) => `${from} ${by}`);
  expect(drawn.filter((edge) => !taken.has(edge))).toEqual([]);
});
