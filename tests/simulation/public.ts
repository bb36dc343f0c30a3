/** What programs and customers do next: each deed goes on from where the last one got to. */
import type { Actor } from '#core/contracts/actor.ts';
import type { Answer } from './talk.ts';
import { type Client, passerBy } from './clients.ts';
import type { Order } from './knock.ts';
import type { Item, Shop } from './shop.ts';
import type { Stage } from './stage.ts';

export interface PublicParts {
  readonly stage: Stage;
  readonly shop: Shop;
  readonly client: Client;
}

export interface Public {
  /** One of them does something. */
  act(): void;
}

const isDone = ({ status }: Answer): boolean => status === 201;

/** A program that books, moves and cancels for people somewhere else, and is not sure of its line. */
export function programOf({ stage, shop, client }: PublicParts): Public {
  const { chance } = stage;
  const actor: Actor = { kind: 'key', id: shop.keyId, scopes: ['read', 'write'], name: 'Site' };
  const bookings: string[] = [];
  let orders = 0;

  function newBooking(also: object = { customerNotes: `order ${orders++}` }): Order {
    const guest = `guest${chance.between(0, 8)}`;
    const customer = { name: guest, email: `${guest}@example.com`, phone: null };
    return {
      actor,
      name: 'bookings.create',
      input: { items: shop.someItems(chance), customer, source: 'api', ...shop.someCode(chance), ...also },
    };
  }

  function changeOf(bookingId: string): Order {
    if (chance.happens(0.5)) return { actor, name: 'bookings.cancel', input: { bookingId } };
    return { actor, name: 'bookings.reschedule', input: { bookingId, startsAt: shop.someStart(chance) } };
  }

  return {
    act() {
      const earlier = chance.pick(client.asked);
      const bookingId = chance.pick(bookings);
      if (earlier !== undefined && chance.happens(0.2)) client.again(earlier);
      else if (earlier !== undefined && chance.happens(0.06)) client.otherwise(earlier, newBooking({ customerNotes: 'something else' }));
      else if (bookingId !== undefined && chance.happens(0.3)) client.ask(changeOf(bookingId), () => {});
      else
        client.ask(newBooking(), (answer) => {
          if (isDone(answer)) bookings.push((answer.body as { bookingId: string }).bookingId);
        });
    },
  };
}

/** why there is no room, where it is somebody else’s */
const taken: ReadonlySet<string> = new Set(['full', 'resource_busy', 'buffer']);

interface Visit {
  readonly name: string;
  readonly item: Item;
  /** asking: an answer is on its way */
  state: 'looking' | 'asking' | 'holding' | 'booked' | 'gone';
  hold?: { holdId: string; expiresAt: number; history: string | undefined };
  bookingId?: string;
  disputeId?: string;
}

/** Customers: from a slot to a hold, to a booking, and now and then to a change of mind by the link in their mail. */
export function customersOf({ stage, shop, client }: PublicParts): Public {
  const { chance, census, clock, complain } = stage;
  const visits: Visit[] = [];

  function arrive(): Visit {
    const [item = { offeringId: '', startsAt: 0, quantity: 1 }] = shop.someItems(chance);
    const visit: Visit = { name: `visitor${visits.length}`, item, state: 'looking' };
    visits.push(visit);
    return visit;
  }

  function hold(visit: Visit): void {
    visit.state = 'asking';
    client.ask({ actor: passerBy, name: 'availability.hold', input: visit.item }, (answer) => {
      visit.state = isDone(answer) ? 'holding' : 'gone';
      if (!isDone(answer)) return;
      visit.hold = { ...(answer.body as { holdId: string; expiresAt: number }), history: answer.headers['x-history'] };
      census.count('a slot held');
    });
  }

  function checkOut(visit: Visit): void {
    const { item, name } = visit;
    const wasLate = visit.hold !== undefined && visit.hold.expiresAt <= clock.now();
    const input = {
      items: [item],
      customer: { name, email: `${name}@example.com`, phone: null },
      source: 'widget',
      customerNotes: `order of ${name}`,
      ...(visit.hold && { holdId: visit.hold.holdId }),
      ...shop.someCode(chance),
    };
    visit.state = 'asking';
    client.ask({ actor: { ...passerBy, name }, name: 'bookings.create', input }, (answer) => {
      visit.state = isDone(answer) ? 'booked' : 'gone';
      mustHaveKept(visit, answer);
      if (!isDone(answer)) return;
      visit.bookingId = (answer.body as { bookingId: string }).bookingId;
      if (wasLate) census.count('an expired hold booked all the same');
    });
  }

  /** The time that is held for somebody is there for them, unless the house has closed. */
  function mustHaveKept({ name, hold: held }: Visit, { status, body, headers }: Answer): void {
    if (status !== 409 || held === undefined || held.expiresAt <= clock.now() || held.history !== headers['x-history']) return;
    const { error, details } = body as { error: string; details: { reason?: string } };
    if (error === 'booking_conflict' && taken.has(details.reason ?? '')) complain(`${name} holds a slot, and is told that it is taken`);
  }

  /** What went wrong, by the same link; they go on from there another time. */
  function complainOf(visit: Visit, actor: Actor): void {
    const { bookingId = '', disputeId } = visit;
    visit.state = 'asking';
    const order =
      disputeId === undefined
        ? { actor, name: 'disputes.open', input: { bookingId, reason: `no towels for ${visit.name}` } }
        : chance.happens(0.7)
          ? { actor, name: 'disputes.reply', input: { disputeId, text: 'still none' } }
          : { actor, name: 'disputes.withdraw', input: { disputeId } };
    client.ask(order, (answer) => {
      visit.state = 'booked';
      if (isDone(answer) && disputeId === undefined) visit.disputeId = (answer.body as { disputeId: string }).disputeId;
    });
  }

  function changeMind(visit: Visit): void {
    const { bookingId = '', name } = visit;
    const actor: Actor = { kind: 'customer', id: 'public', name, bookingId };
    if (chance.happens(0.15)) return complainOf(visit, actor);
    const cancels = chance.happens(0.6);
    const order = cancels
      ? { actor, name: 'bookings.cancel', input: { bookingId } }
      : {
          actor,
          name: 'bookings.reschedule',
          input: { bookingId, startsAt: chance.happens(0.3) ? shop.someArrival(chance) : shop.someStart(chance) },
        };
    visit.state = 'asking';
    client.ask(order, (answer) => {
      visit.state = cancels && isDone(answer) ? 'gone' : 'booked';
      if (isDone(answer)) census.count(cancels ? 'a manage link cancelled' : 'a manage link moved');
    });
  }

  return {
    act() {
      const here = visits.filter(({ state }) => state === 'holding' || state === 'booked');
      const visit = (chance.happens(0.5) && chance.pick(here)) || arrive();
      if (visit.state === 'holding') checkOut(visit);
      else if (visit.state === 'booked') changeMind(visit);
      else if (chance.happens(0.75)) hold(visit);
      else checkOut(visit);
    },
  };
}
