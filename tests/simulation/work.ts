/** What people do at a desk, drawn by chance from what their screen shows. */
import type { Chance } from './chance.ts';
import type { Desktop } from './desktop.ts';
import type { Shop } from './shop.ts';
import type { Row, Sight } from './sight.ts';
import type { Stage } from './stage.ts';

export interface Deed {
  readonly name: string;
  readonly input: unknown;
}

interface Scene {
  readonly sight: Sight;
  readonly chance: Chance;
  readonly shop: Shop;
}

type Kind = (scene: Scene) => Deed | undefined;

const HOUR = 3_600_000;

function oneOf({ sight, chance }: Scene, sql: string): Row | undefined {
  return chance.pick(sight.all(`${sql} order by id`));
}

const bookingIn = (scene: Scene, ...statuses: string[]) =>
  oneOf(scene, `select id, notes from bookings where status in (${statuses.map((status) => `'${status}'`).join(', ')})`);

const move =
  (name: string, ...statuses: string[]): Kind =>
  (scene) => {
    const booking = bookingIn(scene, ...statuses);
    return booking && { name: `bookings.${name}`, input: { bookingId: booking.id } };
  };

const book: Kind = ({ chance, shop }) => {
  const guest = `guest${chance.between(0, 8)}`;
  const customer = { name: guest, email: `${guest}@example.com`, phone: null };
  return {
    name: 'bookings.create',
    input: { items: shop.someItems(chance), customer, source: 'desk', overridePolicy: chance.happens(0.3), ...shop.someCode(chance) },
  };
};

/** Three of them on end, or the ones that are free. */
const bookSeries: Kind = ({ chance, shop }) => {
  const [item] = shop.someItems(chance);
  const name = `guest${chance.between(0, 8)}`;
  const take = chance.happens(0.5) ? 'all' : 'free';
  const customer = { name, email: `${name}@example.com`, phone: null };
  return item && { name: 'bookings.createSeries', input: { item, rrule: 'FREQ=DAILY;COUNT=3', take, customer, source: 'desk' } };
};

const reschedule: Kind = (scene) => {
  const booking = bookingIn(scene, 'PENDING', 'CONFIRMED');
  const startsAt = scene.chance.happens(0.3) ? scene.shop.someArrival(scene.chance) : scene.shop.someStart(scene.chance);
  return booking && { name: 'bookings.reschedule', input: { bookingId: booking.id, startsAt } };
};

const jot: Kind = (scene) => {
  const booking = bookingIn(scene, 'PENDING', 'CONFIRMED');
  const notes = `note ${scene.chance.between(0, 1_000)}`;
  return booking && { name: 'bookings.editNotes', input: { bookingId: booking.id, changes: { notes }, seen: { notes: booking.notes } } };
};

const editOffering: Kind = (scene) => {
  const offering = oneOf(scene, 'select id, base_price_cents from offerings');
  const basePriceCents = scene.chance.between(10, 100) * 100;
  const seen = { basePriceCents: offering?.base_price_cents };
  return offering && { name: 'catalog.updateOffering', input: { offeringId: offering.id, changes: { basePriceCents }, seen } };
};

/** Whoever renames a category renames it in every offering. */
const fileUnder: Kind = (scene) => {
  const { chance, sight, shop } = scene;
  const category = oneOf(scene, 'select id, name from categories');
  const name = `shelf${chance.between(0, 12)}`;
  if (category !== undefined && chance.happens(0.4))
    return { name: 'catalog.updateCategory', input: { categoryId: category.id, changes: { name }, seen: { name: category.name } } };
  if (category !== undefined && chance.happens(0.2)) return { name: 'catalog.removeCategory', input: { categoryId: category.id } };
  const offering = chance.pick(shop.offerings);
  const shown = sight.all('select id from offerings').some(({ id }) => id === offering?.id);
  return offering && shown
    ? { name: 'catalog.updateOffering', input: { offeringId: offering.id, changes: { categories: [name] } } }
    : undefined;
};

const setPrices: Kind = (scene) => {
  const { chance } = scene;
  const rule = oneOf(scene, 'select id, value from price_rules');
  const value = chance.between(-20, 40) * 100;
  if (rule !== undefined && chance.happens(0.5))
    return { name: 'pricing.updateRule', input: { priceRuleId: rule.id, changes: { value }, seen: { value: rule.value } } };
  if (rule !== undefined && chance.happens(0.3)) return { name: 'pricing.removeRule', input: { priceRuleId: rule.id } };
  return { name: 'pricing.createRule', input: { name: 'at times', kind: 'percent', value, weekdays: [chance.between(1, 8)] } };
};

const block: Kind = ({ chance, shop }) => {
  const offering = chance.pick(shop.offerings);
  const from = new Date(shop.someStart(chance) + 2 * HOUR).toISOString().slice(0, 16);
  const to = new Date(Date.parse(`${from}Z`) + HOUR).toISOString().slice(0, 16);
  return offering && { name: 'availability.addException', input: { subjectId: offering.id, kind: 'BLOCK', from, to, reason: 'closed' } };
};

const unblock: Kind = (scene) => {
  const exception = oneOf(scene, "select id from exceptions where kind = 'BLOCK'");
  return exception && { name: 'availability.removeException', input: { exceptionId: exception.id } };
};

/** Some break, some are bought. */
const countBeds: Kind = ({ chance, shop }) => ({
  name: 'catalog.updateResource',
  input: { resourceId: shop.beds, changes: { quantity: chance.between(2, 5) } },
});

/** For anything on one of the days. */
const joinQueue: Kind = ({ chance, shop }) => {
  const [item] = shop.someItems(chance);
  const date = item && new Date(item.startsAt).toISOString().slice(0, 10);
  const name = `guest${chance.between(0, 8)}`;
  const wish = { offeringId: item?.offeringId, fromDate: date, toDate: date, quantity: 1, name, email: `${name}@example.com` };
  return item && { name: 'waitlist.join', input: wish };
};

const leaveQueue: Kind = (scene) => {
  const entry = oneOf(scene, "select id from waitlist where status in ('WAITING', 'OFFERED')");
  return entry && { name: 'waitlist.leave', input: { waitlistId: entry.id } };
};

const declineOffer: Kind = (scene) => {
  const entry = oneOf(scene, "select id from waitlist where status = 'OFFERED'");
  return entry && { name: 'waitlist.decline', input: { waitlistId: entry.id } };
};

/** The amount is read off the screen's books; now and then more than is owed is typed. */
const takeMoney: Kind = (scene) => {
  const due = `select o.id, sum(case when e.debit = 'receivable' then e.amount_cents when e.credit = 'receivable' then -e.amount_cents else 0 end) as due
    from orders o join ledger_entries e on e.tenant_id = o.tenant_id and e.order_id = o.id where o.status = 'OPEN' group by o.id`;
  const order = oneOf(scene, `select * from (${due})`);
  const part = scene.chance.happens(0.5) ? 1 : scene.chance.between(1, 120) / 100;
  const amountCents = order && Math.max(1, Math.floor(Number(order.due) * part));
  return order && { name: 'payments.record', input: { orderId: order.id, method: 'cash', amountCents } };
};

const handBack: Kind = (scene) => {
  const refund = oneOf(scene, "select id from refunds where status = 'PENDING'");
  return refund && { name: 'payments.handBack', input: { refundId: refund.id, method: 'cash' } };
};

const beKind: Kind = (scene) => {
  const payment = oneOf(scene, "select id, captured_cents from payments where status = 'PAID'");
  const amountCents = payment && Math.max(1, Math.floor((Number(payment.captured_cents) * scene.chance.between(10, 150)) / 100));
  return payment && { name: 'payments.refund', input: { paymentId: payment.id, amountCents } };
};

/** Now and then more is given back than there is, or of what is still to come. */
const dispute: Kind = (scene) => {
  const { chance } = scene;
  const open = oneOf(scene, "select id, opened_by from disputes where status = 'OPEN'");
  if (open === undefined || chance.happens(0.2)) {
    const booking = oneOf(scene, 'select id from bookings where confirmed_at is not null');
    const links = [{ url: 'https://a.example/1' }];
    return booking && { name: 'disputes.open', input: { bookingId: booking.id, reason: 'a broken chair', links } };
  }
  const disputeId = open.id;
  if (chance.happens(0.3)) return { name: 'disputes.reply', input: { disputeId, text: `said ${chance.between(0, 1_000)}` } };
  if (open.opened_by === 'business' && chance.happens(0.3)) return { name: 'disputes.withdraw', input: { disputeId } };
  if (chance.happens(0.4)) return { name: 'disputes.resolve', input: { disputeId, outcome: 'keep', note: 'as agreed' } };
  return { name: 'disputes.resolve', input: { disputeId, outcome: 'refund', refundCents: chance.between(1, 2_000), note: 'sorry' } };
};

const addCustomer: Kind = ({ chance }) => {
  const name = `walkin${chance.between(0, 50)}`;
  return { name: 'customers.create', input: { name, email: `${name}@example.com` } };
};

const editCustomer: Kind = (scene) => {
  const customer = oneOf(scene, 'select id, notes from customers');
  const notes = `likes ${scene.chance.between(0, 1_000)}`;
  return customer && { name: 'customers.update', input: { customerId: customer.id, changes: { notes }, seen: { notes: customer.notes } } };
};

const addPhoto: Kind = (scene) => {
  const offering = scene.chance.pick(scene.shop.offerings);
  return (
    offering && { name: 'catalog.addPhoto', input: { offeringId: offering.id, mediaType: 'image/png', base64: 'iVBORw0KGgo=', alt: '' } }
  );
};

const removePhoto: Kind = (scene) => {
  const photo = oneOf(scene, 'select id from photos');
  return photo && { name: 'catalog.removePhoto', input: { photoId: photo.id } };
};

const praise: Kind = (scene) => {
  const customer = oneOf(scene, 'select id from customers');
  return customer && { name: 'customers.praise', input: { customerId: customer.id } };
};

/** No computer says what is wrong with it: the server breaks on it, and will again. */
const curse: Kind = (scene) => {
  const customer = oneOf(scene, 'select id from customers');
  return customer && { name: 'customers.curse', input: { customerId: customer.id } };
};

const kinds: readonly (readonly [number, Kind])[] = [
  [40, book],
  [10, move('cancel', 'PENDING', 'CONFIRMED')],
  [8, move('approve', 'PENDING')],
  [2, move('decline', 'PENDING')],
  [4, move('checkIn', 'CONFIRMED')],
  [2, move('complete', 'CONFIRMED', 'CHECKED_IN')],
  [2, move('noShow', 'CONFIRMED', 'COMPLETED')],
  [1, move('undoNoShow', 'NO_SHOW')],
  [2, move('refund', 'CANCELLED', 'COMPLETED', 'NO_SHOW')],
  [12, reschedule],
  [6, jot],
  [3, bookSeries],
  [9, editOffering],
  [3, fileUnder],
  [3, setPrices],
  [4, block],
  [4, unblock],
  [6, countBeds],
  [10, joinQueue],
  [1, leaveQueue],
  [2, declineOffer],
  [10, takeMoney],
  [4, handBack],
  [3, beKind],
  [6, dispute],
  [9, addCustomer],
  [5, editCustomer],
  [3, addPhoto],
  [2, removePhoto],
  [1, curse],
];
const weights = kinds.reduce((sum, [weight]) => sum + weight, 0);

function someDeed(scene: Scene, { isNewer }: { isNewer: boolean }): Deed | undefined {
  // what the server has never heard of
  if (isNewer && scene.chance.happens(0.3)) return praise(scene);
  let at = scene.chance.between(0, weights);
  const kind = kinds.find(([weight]) => (at -= weight) < 0)?.[1] ?? book;
  return kind(scene);
}

/** Whoever sits at this desk does something, if anybody can there. */
export async function letWork(stage: Stage, { desktop, shop }: { desktop: Desktop | undefined; shop: Shop }): Promise<void> {
  const { chance, note, census } = stage;
  const sight = desktop?.process()?.sight;
  if (desktop === undefined || sight === undefined) return;
  if (chance.happens(0.02) && (await desktop.discard())) {
    census.count('a refusal put away');
    return note(`${desktop.name} puts a refusal away`);
  }
  const deed = someDeed({ sight, chance, shop }, desktop);
  if (deed === undefined) return;
  const outcome = await desktop.run(deed.name, deed.input);
  note(`${desktop.name} ${deed.name} ${outcome === undefined ? 'unknown' : outcome.ok ? 'taken' : outcome.code}`);
}
