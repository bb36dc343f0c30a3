import { describe, expect, test } from 'vitest';
import type { Json } from '#core/base/json.ts';
import { refusalCodes } from '#core/base/refusal.ts';
import type { BookingSummary, HistoryEntry } from '#core/domains/bookings/model.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { sentenceOf } from '../../renderer/bridge/sentences.ts';
import { hasWords, whatWasTried } from '../../renderer/screens/attention/words.ts';
import { csvOf } from '../../renderer/screens/bookings/csv.ts';
import { filtersOf, listInput, noFilters, searchOf, usualRanges } from '../../renderer/screens/bookings/filters.ts';
import { actorOf, readable, sentenceOfEvent } from '../../renderer/screens/bookings/history.ts';

const at = (iso: string) => Date.parse(iso);

function booking(part: Partial<BookingSummary> = {}): BookingSummary {
  const span = { startsAt: at('2026-03-29T09:00Z'), endsAt: at('2026-03-29T10:00Z') };
  return {
    id: 'bkg_1',
    confirmationCode: 'AB12CD',
    status: 'CONFIRMED',
    source: 'desk',
    customerId: 'cus_1',
    customerName: 'Ada Lovelace',
    customerEmail: null,
    customerPhone: null,
    ...span,
    totalCents: 4_800,
    currency: 'EUR',
    riskReview: 'none',
    paymentDueAt: null,
    seriesId: null,
    createdAt: at('2026-03-01T09:00Z'),
    items: [
      {
        id: 'bki_1',
        offeringId: 'off_1',
        offeringTitle: 'Haircut',
        color: '#0F766E',
        timezone: 'Europe/Berlin',
        resourceIds: [],
        resourceNames: ['Ben'],
        ...span,
        openToOthers: false,
        quantity: 1,
        discountCents: 0,
        priceCents: 4_800,
        taxCents: 0,
        taxBps: 0,
        taxIncluded: true,
        steps: [],
        addOns: [],
        answers: {},
        subscriptionId: null,
      },
    ],
    moves: [],
    ...part,
  };
}

describe('the export', () => {
  test.each(['=HYPERLINK("http://evil")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'a name like %j is no formula to a spreadsheet',
    (customerName) => {
      const [, line = ''] = csvOf([booking({ customerName })]).split('\r\n');
      const [, , cell = ''] = line.split(',');
      expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );

  test('a phone number stays as it can be dialled, and what only begins like one is guarded', () => {
    expect(csvOf([booking({ customerPhone: '+49 30 1234567' })])).toContain(',+49 30 1234567,');
    expect(csvOf([booking({ customerPhone: "+49 30 1234567+cmd|' /C calc'!A0" })])).toContain("'+49 30 1234567+cmd");
  });

  test("times stand on the offering's own clock, money in its currency's own digits", () => {
    const [head = '', line = ''] = csvOf([booking()]).split('\r\n');
    const cells = Object.fromEntries(head.split(',').map((name, i) => [name, line.split(',')[i]]));
    expect(cells).toMatchObject({ Starts: '2026-03-29 11:00', Ends: '2026-03-29 12:00', Timezone: 'Europe/Berlin', Price: '48.00' });
    expect(csvOf([booking({ currency: 'JPY' })])).toContain(',4800,4800,JPY,');
  });

  test('a booking of two items is two lines', () => {
    const { items } = booking();
    expect(csvOf([booking({ items: [...items, ...items] })]).split('\r\n')).toHaveLength(3);
  });
});

describe('the filters in the address', () => {
  test('come back as they went in', () => {
    const filters = {
      ...noFilters('startsAt'),
      q: 'ada',
      status: ['PENDING' as const, 'NO_SHOW' as const],
      from: '2026-03-28',
      to: '2026-03-29',
    };
    expect(filtersOf(searchOf(filters))).toEqual(filters);
  });

  test('leave out what nobody could mean', () => {
    expect(filtersOf({ status: 'pending,whatever', from: 'yesterday', sort: 'colour' })).toEqual({
      ...noFilters('-createdAt'),
      status: ['PENDING'],
    });
  });

  test("take whole days of the business's zone, the one of 23 hours too", () => {
    const input = listInput({ ...noFilters('startsAt'), from: '2026-03-29', to: '2026-03-29' }, 'Europe/Berlin');
    expect(input).toMatchObject({ from: at('2026-03-28T23:00Z'), to: at('2026-03-29T22:00Z') });
  });

  test('this week runs from Monday to Sunday', () => {
    const week = usualRanges(at('2026-11-20T12:00Z'), 'Europe/Berlin').find(({ name }) => name === 'This week');
    expect(week).toMatchObject({ from: '2026-11-16', to: '2026-11-22' });
  });
});

describe("a booking's history", () => {
  const entry = (name: string, data: HistoryEntry['data'] = {}, actorKind = 'member'): HistoryEntry => ({
    id: name,
    name,
    at: 0,
    actorKind,
    actorName: 'Mara',
    data,
  });
  const said = (name: string, data?: HistoryEntry['data'], actorKind?: string) => sentenceOfEvent(entry(name, data, actorKind), 'UTC');

  test('says through which door it came', () => {
    expect(said('booking.created', {}, 'customer')).toBe('Booked on the website');
    expect(said('booking.created', {}, 'key')).toBe('Booked through the API');
    expect(said('booking.created', { source: 'import' })).toBe('Booked from a file');
    const who = (actorKind: string, actorName: string) => actorOf({ name: 'booking.updated', actorKind, actorName });
    expect(who('member', 'Mara')).toBe('Mara, at the desk');
    expect(who('customer', 'Customer')).toBe('The customer, on the website');
    expect(who('key', 'Website')).toBe('API key Website, through the API');
    expect(who('system', 'Slotkeeper')).toBe('By itself');
  });

  test('says what a cancellation let them have back, and what became of a deposit', () => {
    expect(said('booking.cancelled', { refundPercent: 50, cancellationReason: 'Ill' })).toBe('Cancelled, 50 % refundable: “Ill”');
    expect(said('booking.cancelled', { refundPercent: 0 })).toBe('Cancelled, no refund due');
    const lapsed = { refundPercent: 100, cancelledBy: 'system', cancellationReason: 'expired' };
    expect(said('booking.cancelled', lapsed)).toBe('Cancelled, 100 % refundable: nobody confirmed it before it began');
    expect(said('booking.cancelled', { ...lapsed, cancelledBy: 'customer' })).toBe('Cancelled, 100 % refundable: “expired”');
    expect(said('deposit.captured', { amountCents: 3_000, currency: 'EUR' })).toBe('Deposit taken: €30.00');
    const sum = { amountCents: 1_000, currency: 'EUR' };
    expect(said('booking.refund_asked', { ...sum, reason: 'cold coffee' })).toBe('Money goes back: €10.00 · cold coffee');
    expect(said('booking.money_returned', { ...sum, provider: 'desk', reason: 'cancel' })).toBe('Money handed back: €10.00 · cancelled');
    expect(said('booking.paid_twice', sum)).toBe('Paid though nothing was owed any more: €10.00. The money goes back');
    expect(said('deposit.released', { ...sum, reason: 'rescheduled' })).toBe(
      'Deposit released: €10.00, to be held again before the new time',
    );
    expect(said('booking.hold_ends_early', { heldUntil: '2026-11-20T09:00:00Z' })).toMatch(
      /^The deposit’s hold ends on Fri.*9:00.*before the new time/,
    );
  });

  test('says from when to when it was moved', () => {
    const changes = { startsAt: { from: '2026-11-20T09:00:00Z', to: '2026-11-21T10:30:00Z' } };
    expect(said('booking.rescheduled', { changes })).toMatch(/^Moved from Fri.*9:00.* to Sat.*10:30/);
  });

  test('tells a move once, newest first', () => {
    const history = [entry('booking.created'), entry('booking.rescheduled'), entry('booking.updated')];
    expect(readable(history).map(({ name }) => name)).toEqual(['booking.rescheduled', 'booking.created']);
  });
});

describe('what the server refused', () => {
  test.each(refusalCodes)('%s has a sentence of its own', (code) => {
    const sentence = sentenceOf({ code, facts: {} });
    expect(sentence).not.toMatch(/^Something went wrong/);
    expect(sentence).toMatch(/[.!]$/);
  });

  test('a conflict names the time that is taken and the next free one', () => {
    const facts = { requestedTime: at('2026-11-21T09:00Z'), nextAvailable: at('2026-11-21T11:00Z') };
    expect(sentenceOf({ code: 'booking_conflict', facts }, 'Europe/Berlin')).toMatch(/10:00.* is taken\. Next free: .*12:00/);
  });

  test.each([
    ['no_hours', /^Closed at 10:00.* on Sat.* Nothing else is free soon/],
    ['blocked', /10:00.* is blocked\./],
    ['buffer', /10:00.* is too close to another booking\./],
    ['external', /10:00.* is busy in a connected calendar\./],
    ['full', /10:00.* is taken\./],
  ])('a conflict says what is in the way: %s', (reason, expected) => {
    const facts = { requestedTime: at('2026-11-21T09:00Z'), nextAvailable: null, reason };
    expect(sentenceOf({ code: 'booking_conflict', facts }, 'Europe/Berlin')).toMatch(expected);
  });

  test('what is booked says how much of it is, and when', () => {
    const said = (facts: object) => sentenceOf({ code: 'in_use', facts: { at: at('2026-11-21T09:00Z'), ...facts } }, 'Europe/Berlin');
    expect(said({ kind: 'places', count: 3 })).toMatch(/^On Sat.*10:00.* 3 of its places are taken at once\. Keep at least as many/);
    expect(said({ kind: 'bookings', count: 1 })).toMatch(/^It is still booked on Sat.*10:00/);
    expect(said({ kind: 'bookings', count: 4 })).toMatch(/^It is still booked 4 times, the last on Sat.*10:00/);
    expect(sentenceOf({ code: 'in_use', facts: { kind: 'offerings', count: 4 } })).toMatch(/^It is still in use/);
  });

  test('a move that only the clock or a review forbids says so, not that the booking has moved on', () => {
    const said = (facts: object) => sentenceOf({ code: 'invalid_transition', facts: { status: 'CONFIRMED', ...facts } }, 'Europe/Berlin');
    expect(said({ move: 'complete', notBefore: '2999-11-21T09:00:00.000Z', until: null })).toMatch(/^It is too early.* from .*10:00/);
    expect(said({ move: 'noShow', notBefore: '2020-11-19T09:00:00.000Z', until: '2020-11-21T09:00:00.000Z' })).toMatch(/until .*10:00/);
    expect(said({ move: 'approve', riskReviewStatus: 'held' })).toMatch(/^It is held for a review/);
    expect(said({ move: 'approve' })).toMatch(/^The booking is confirmed by now/);
  });

  test('a wrong field is named with what was expected', () => {
    const facts = { issues: [{ path: 'customer.email', expected: 'expected an e-mail address' }] };
    expect(sentenceOf({ code: 'invalid_request', facts })).toBe('Email: expected an e-mail address.');
  });

  test('the command is told as whoever gave it would tell it', () => {
    const input = { items: [{ offeringId: 'off_1', startsAt: at('2026-11-21T09:00Z') }], customer: { name: 'Wanda' } };
    expect(whatWasTried({ name: 'bookings.create', input }, { timezone: 'UTC' })).toMatch(/^Booking Wanda, Sat.*9:00/);
    expect(whatWasTried({ name: 'catalog.updateOffering', input: {} }, { title: 'Haircut' })).toBe('Change of Haircut');
  });

  test('every command that may wait on a desktop has words', () => {
    const commands = [...slotkeeperRegistry().commands.values()].filter(({ offline }) => offline);
    expect(commands.length).toBeGreaterThan(40);
    expect(commands.map(({ name }) => name).filter((name) => !hasWords(name))).toEqual([]);
  });

  test('a command that names what this device does not know still reads as a sentence', () => {
    const told = (name: string, input: Json = {}, known = {}) => whatWasTried({ name, input }, known);
    expect(told('pricing.updateRule', { priceRuleId: 'prl_1', changes: { name: 'Summer' } })).toBe('Change of the price rule Summer');
    expect(told('pricing.updateRule', { priceRuleId: 'prl_1', changes: { position: 1 } })).toBe('Change of the price rule');
    expect(told('pricing.startSubscription', { offeringId: 'off_1' })).toBe('Starting a plan of a customer: an offering');
    expect(told('availability.addExternalCalendar', { name: 'Privat' })).toBe('New outside calendar Privat');
    expect(told('availability.addException', { subjectIds: ['res_1', 'off_1'], from: '2026-12-25T00:00' })).toMatch(
      /^Exception of a resource, .*25/,
    );
    expect(told('customers.update', { customerId: 'cus_1', changes: { phone: '1' } })).toBe('Change of a customer');
    const item = { offeringId: 'off_1', startsAt: at('2026-11-21T09:00Z') };
    expect(told('bookings.createSeries', { item, customer: { name: 'Wanda' } }, { timezone: 'UTC' })).toMatch(
      /^Series for Wanda, Sat.*9:00/,
    );
  });
});
