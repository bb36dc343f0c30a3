import { randomUUID } from 'node:crypto';
import type {
  Availability,
  Booking,
  Checkout,
  Deadline,
  Dispute,
  Offering,
  PayNow,
  Payment,
  Quote,
  Slot,
} from '../../../widget/app/storefront.ts';
import { offerings, tenant } from './fake-offerings.ts';

/** An answer other than 2xx. */
export class Failure extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  constructor(status: number, code: string, details: unknown = {}, message = code) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

interface Item {
  offeringId: string;
  startsAt: string;
  endsAt?: string;
  quantity?: number;
  resourceId?: string;
  addOns?: { key: string; quantity: number }[];
  couponCode?: string;
}

interface Taking {
  id: string;
  offeringId: string;
  start: number;
  end: number;
  quantity: number;
  resourceId: string | null;
  /** Holds end; bookings don't. */
  expiresAt: number;
}

/** `oil:1,towels:2` */
const wishesIn = (text: string): NonNullable<Item['addOns']> =>
  text === ''
    ? []
    : text.split(',').map((one) => {
        const [key = '', quantity = '1'] = one.split(':');
        return { key, quantity: Number(quantity) };
      });

interface Said {
  links?: { url: string }[];
}

const named = (links: { url: string }[]) => links.map(({ url }) => ({ url, name: new URL(url).host }));

const HOLD_MS = 600_000;
const MINUTE = 60_000;
const iso = (at: number): string => new Date(at).toISOString();

interface PricedWish {
  start: number;
  end: number;
  quantity: number;
  addOns?: Item['addOns'] | undefined;
}

/** A small business in memory. It keeps the promises that the widget counts on: capacity is never exceeded, a hold takes its place. */
export class FakeBusiness {
  now: number;
  readonly takings: Taking[] = [];
  readonly bookings = new Map<string, Booking & { token: string }>();
  /** Local dates on which nothing is open, beside Sundays. */
  readonly closed = new Set<string>();
  /** What a rule of the business adds to every price. */
  surcharge = 0;
  /** per cent off, by code in capitals */
  readonly coupons = new Map<string, number>();
  readonly disputes = new Map<string, Dispute & { bookingId: string }>();
  /** What is asked for online while they book. */
  payNow: PayNow | null = null;

  constructor(now: string) {
    this.now = Date.parse(now);
  }

  offering(slugOrId: string): Offering {
    const found = offerings.find(({ id, slug }) => id === slugOrId || slug === slugOrId);
    if (!found) throw new Failure(404, 'not_found');
    return found;
  }

  /** What is left of the offering over the span, and on which of its resources. */
  free(offering: Offering, span: { start: number; end: number }, without?: string): { remaining: number; resourceIds: string[] } {
    const busy = this.takings.filter(
      ({ id, offeringId, start, end, expiresAt }) =>
        id !== without && offeringId === offering.id && start < span.end && end > span.start && expiresAt > this.now,
    );
    if (offering.resources.length > 0) {
      const resourceIds = offering.resources.map(({ id }) => id).filter((id) => !busy.some(({ resourceId }) => resourceId === id));
      return { remaining: resourceIds.length, resourceIds };
    }
    return { remaining: offering.capacity - busy.reduce((sum, { quantity }) => sum + quantity, 0), resourceIds: [] };
  }

  slots(
    offering: Offering,
    query: {
      from: string;
      to: string;
      quantity: number;
      minutes: number;
      resourceId: string | null;
      holdId?: string;
      addOns?: NonNullable<Item['addOns']>;
    },
  ): Slot[] {
    const slots: Slot[] = [];
    const { timezone, slotMinutes } = offering;
    const last = this.now + offering.maxAdvanceDays * 1440 * MINUTE;
    for (let day = Temporal.PlainDate.from(query.from); day.toString() < query.to; day = day.add({ days: 1 })) {
      if (day.dayOfWeek === 7 || this.closed.has(day.toString()) || offering.slug === 'workshop') continue;
      const daily = offering.pricingModel === 'DAILY';
      const opens = day.toZonedDateTime({ timeZone: timezone, plainTime: '09:00' }).epochMilliseconds;
      const closes = opens + (daily ? Math.max(1440, query.minutes) : 600) * MINUTE;
      for (let start = opens; start + query.minutes * MINUTE <= closes; start += slotMinutes * MINUTE) {
        const end = start + query.minutes * MINUTE;
        const { remaining, resourceIds } = this.free(offering, { start, end }, query.holdId);
        const wanted = query.resourceId ? resourceIds.includes(query.resourceId) : remaining >= query.quantity;
        if (!wanted || start < this.now + offering.minNoticeMinutes * MINUTE || start > last) continue;
        slots.push({
          startsAt: iso(start),
          endsAt: iso(end),
          remaining,
          priceCents: this.slotPrice(offering, { start, end, quantity: query.quantity, addOns: query.addOns }),
          bookable: true,
          resourceIds,
        });
      }
    }
    return slots;
  }

  slotPrice({ id: offeringId }: Offering, { start, end, quantity, addOns = [] }: PricedWish): number {
    return this.quote({ offeringId, startsAt: iso(start), endsAt: iso(end), quantity, addOns }).subtotalCents;
  }

  price({ pricingModel, basePriceCents }: Offering, { start, end }: { start: number; end: number }): number {
    const hours = (end - start) / (60 * MINUTE);
    if (pricingModel === 'HOURLY') return Math.round(basePriceCents * hours);
    return pricingModel === 'DAILY' ? Math.round((basePriceCents * hours) / 24) : basePriceCents;
  }

  availability(query: URLSearchParams): Availability {
    const offering = this.offering(query.get('offeringId') ?? '');
    const from = query.get('from') ?? '';
    const addOns = wishesIn(query.get('addOns') ?? '');
    const added = offering.addOns.reduce(
      (sum, addOn) => sum + addOn.minutes * (addOns.find(({ key }) => key === addOn.key)?.quantity ?? 0),
      0,
    );
    const length = query.has('nights')
      ? Number(query.get('nights')) * 1440
      : Number(query.get('durationMinutes') ?? offering.durationMinutes);
    const wish = {
      from,
      quantity: Number(query.get('quantity') ?? 1),
      addOns,
      minutes: length + added,
      resourceId: query.get('resourceId'),
      ...(query.has('holdId') && { holdId: query.get('holdId') ?? '' }),
    };
    const slots = this.slots(offering, { ...wish, to: query.get('to') ?? '' });
    const later = slots[0] ? slots : this.slots(offering, { ...wish, to: Temporal.PlainDate.from(from).add({ days: 62 }).toString() });
    return { timezone: offering.timezone, slots, nextAvailable: later[0]?.startsAt ?? null };
  }

  /** As long and for as many as it is booked. */
  otherTimes({ items: [item] }: Booking, query: URLSearchParams): Availability {
    const minutes = (Date.parse(item?.endsAt ?? '') - Date.parse(item?.startsAt ?? '')) / MINUTE;
    const asked = { offeringId: item?.offeringId ?? '', durationMinutes: String(minutes), quantity: String(item?.quantity) };
    return this.availability(new URLSearchParams([...query, ...Object.entries(asked)]));
  }

  /** Takes the time or refuses with what the widget needs to offer another. */
  take(item: Item, { replaces, until }: { replaces?: string | undefined; until: number }): Taking {
    const offering = this.offering(item.offeringId);
    const start = Date.parse(item.startsAt);
    const end = item.endsAt ? Date.parse(item.endsAt) : start + offering.durationMinutes * MINUTE;
    const quantity = item.quantity ?? 1;
    const { remaining, resourceIds } = this.free(offering, { start, end }, replaces);
    const resourceId = item.resourceId ?? resourceIds[0] ?? null;
    const fits = remaining >= quantity && (!item.resourceId || resourceIds.includes(item.resourceId));
    if (!fits) throw new Failure(409, 'booking_conflict', this.conflict(offering, item, end - start));
    this.drop(replaces);
    const taking = { id: `hld_${randomUUID()}`, offeringId: offering.id, start, end, quantity, resourceId, expiresAt: until };
    this.takings.push(taking);
    return taking;
  }

  conflict(offering: Offering, item: Item, length: number) {
    const from = Temporal.Instant.from(item.startsAt).toZonedDateTimeISO(offering.timezone).toPlainDate();
    const wish = { quantity: item.quantity ?? 1, minutes: length / MINUTE, resourceId: item.resourceId ?? null };
    const slots = this.slots(offering, { ...wish, from: from.toString(), to: from.add({ days: 3 }).toString() });
    const at = Date.parse(item.startsAt);
    const near = slots.toSorted((a, b) => Math.abs(Date.parse(a.startsAt) - at) - Math.abs(Date.parse(b.startsAt) - at));
    const next = slots.find(({ startsAt }) => Date.parse(startsAt) > at);
    return {
      requested_time: item.startsAt,
      next_available: next?.startsAt ?? null,
      nearest: near.slice(0, 3).map(({ startsAt }) => startsAt),
    };
  }

  drop(id: string | undefined): void {
    const at = this.takings.findIndex((taking) => taking.id === id);
    if (at >= 0) this.takings.splice(at, 1);
  }

  hold({ replaces, ...item }: Item & { replaces?: string }) {
    const { id, offeringId, start, end, quantity, expiresAt } = this.take(item, { replaces, until: this.now + HOLD_MS });
    return { id, offeringId, startsAt: iso(start), endsAt: iso(end), quantity, expiresAt: iso(expiresAt) };
  }

  /** Somebody else takes everything that is left at that start. */
  fillUp(slugOrId: string, startsAt: string): void {
    const offering = this.offering(slugOrId);
    const start = Date.parse(startsAt);
    const { remaining } = this.free(offering, { start, end: start + offering.durationMinutes * MINUTE });
    const each = offering.resources.length > 0 ? 1 : remaining;
    for (let left = remaining; left > 0; left -= each)
      this.take({ offeringId: offering.id, startsAt, quantity: each }, { until: Infinity });
  }

  policy(offering: Offering, startsAt: string): Deadline[] {
    const steps = offering.cancellationPolicy.map(({ hoursBefore, refundPercent }) => ({
      until: iso(Date.parse(startsAt) - hoursBefore * 60 * MINUTE),
      refundPercent,
    }));
    return steps.toSorted((a, b) => b.refundPercent - a.refundPercent);
  }

  quote(item: Item): Quote {
    const offering = this.offering(item.offeringId);
    const start = Date.parse(item.startsAt);
    const end = item.endsAt ? Date.parse(item.endsAt) : start + offering.durationMinutes * MINUTE;
    const added = offering.addOns.flatMap((addOn) => {
      const wanted = item.addOns?.find(({ key }) => key === addOn.key);
      return wanted ? [{ ...addOn, quantity: wanted.quantity }] : [];
    });
    const minutes = (end - start) / MINUTE - added.reduce((sum, addOn) => sum + addOn.minutes * addOn.quantity, 0);
    const own = offering.durations.find((choice) => choice.minutes === minutes)?.priceCents;
    const base = (own ?? this.price(offering, { start, end })) * (item.quantity ?? 1);
    const steps = [
      { kind: 'base', name: '', cents: base },
      ...added.map(({ name, priceCents, quantity }) => ({ kind: 'addOn', name, cents: priceCents * quantity })),
      ...(this.surcharge > 0 ? [{ kind: 'rule', name: 'Evening', cents: this.surcharge }] : []),
    ];
    const total = steps.reduce((sum, { cents }) => sum + cents, 0);
    const { code, percent } = this.coupon(item.couponCode);
    const discountCents = Math.round((total * percent) / 100);
    const taxCents = Math.round(((total - discountCents) * offering.taxBps) / (10_000 + offering.taxBps));
    return {
      subtotalCents: total,
      discountCents,
      taxCents,
      totalCents: total - discountCents,
      couponCode: code,
      currency: offering.currency,
      taxIncluded: true,
      lines: [{ steps }],
      policy: this.policy(offering, item.startsAt),
      payNow: this.payNow,
    };
  }

  coupon(typed: string | undefined): { code: string | null; percent: number } {
    if (typed === undefined) return { code: null, percent: 0 };
    const code = typed.toUpperCase();
    const percent = this.coupons.get(code);
    if (percent === undefined) throw new Failure(422, 'coupon_invalid', { reason: 'unknown' }, 'We don’t know this code.');
    return { code, percent };
  }

  checkout({
    holdId,
    customer,
    customerNotes,
    expectedTotalCents,
    ...item
  }: Item & { holdId?: string; expectedTotalCents?: number; customer: Booking['customer']; customerNotes?: string }): Checkout {
    if (!/@.+\./.test(customer.email) || customer.email.includes('..'))
      throw new Failure(400, 'invalid_request', { fields: [{ path: 'customer.email', expected: 'a mail address' }] });
    const { totalCents } = this.quote(item);
    if (expectedTotalCents !== undefined && expectedTotalCents !== totalCents)
      throw new Failure(409, 'edit_conflict', { field: 'totalCents', yours: expectedTotalCents, theirs: totalCents });
    const held = this.takings.find(({ id, expiresAt }) => id === holdId && expiresAt > this.now);
    if (holdId && !held) throw new Failure(409, 'hold_expired', { requested_time: item.startsAt, next_available: null });
    const offering = this.offering(item.offeringId);
    const taking = this.take({ ...item, ...(held?.resourceId && { resourceId: held.resourceId }) }, { replaces: holdId, until: Infinity });
    const number = this.bookings.size + 1;
    const id = `bkg_${number}`;
    const token = `tok${number}`;
    const { couponCode } = item;
    const booking = this.booking({ id, offering, taking, customer, notes: customerNotes ?? null, couponCode });
    this.bookings.set(id, { ...booking, token });
    return { booking, manageToken: token, manageUrl: `/s/atlas/manage/${id}#t=${token}` };
  }

  booking(of: {
    id: string;
    offering: Offering;
    taking: Taking;
    customer: Booking['customer'];
    notes: string | null;
    couponCode: string | undefined;
  }): Booking {
    const { id, offering, taking, customer, notes, couponCode } = of;
    const startsAt = iso(taking.start);
    const {
      policy,
      taxIncluded: _,
      payNow,
      ...sums
    } = this.quote({
      offeringId: offering.id,
      startsAt,
      endsAt: iso(taking.end),
      quantity: taking.quantity,
      ...(couponCode && { couponCode }),
    });
    return {
      id,
      confirmationCode: 'K7M2QX',
      status: payNow || offering.approval === 'manual' ? 'PENDING' : 'CONFIRMED',
      payment: payNow && {
        ...payNow,
        id: 'pay_1',
        status: 'PENDING',
        checkoutUrl: null,
        dueAt: iso(this.now + 30 * MINUTE),
        payAgain: false,
        owedCents: 0,
      },
      offering,
      customer,
      items: [
        {
          id: taking.id,
          offeringId: offering.id,
          offeringTitle: offering.title,
          resourceName: offering.resources.find((resource) => resource.id === taking.resourceId)?.name ?? null,
          startsAt,
          endsAt: iso(taking.end),
          quantity: taking.quantity,
          priceCents: sums.totalCents,
        },
      ],
      ...sums,
      refundPercent: null,
      refundCents: 0,
      customerNotes: notes,
      tenant,
      location: offering.location,
      may: { cancel: true, reschedule: true, dispute: true },
      disputeId: null,
      moveUntil: startsAt,
      cancelNow: this.refundNow({ policy, ...sums }),
      policy,
      calendar: { icsUrl: `/calendar/${id}.ics`, googleUrl: 'https://calendar.google.com/', outlookUrl: 'https://outlook.live.com/' },
    };
  }

  /** The provider has a page for it, or has said what came of it. */
  provider(changes: Partial<Payment>, status?: Booking['status']): void {
    for (const booking of this.bookings.values()) {
      if (booking.payment) booking.payment = { ...booking.payment, ...changes };
      if (status) booking.status = status;
    }
  }

  payAgain(booking: Booking): Booking {
    if (!booking.payment?.payAgain) throw new Failure(409, 'invalid_transition');
    booking.payment = { ...booking.payment, id: 'pay_2', status: 'PENDING', checkoutUrl: null, payAgain: false };
    return booking;
  }

  refundNow({ policy, totalCents, payment }: Pick<Booking, 'policy' | 'totalCents'> & Partial<Pick<Booking, 'payment'>>) {
    const open = policy.find(({ until }) => Date.parse(until) > this.now);
    const refundPercent = open?.refundPercent ?? 0;
    const terms = { refundPercent, until: open?.until ?? null };
    const backCents = Math.round((totalCents * refundPercent) / 100);
    if (payment?.status !== 'SAVED') return { ...terms, refundCents: backCents, chargeCents: 0 };
    return { ...terms, refundCents: 0, chargeCents: Math.min(totalCents - backCents, payment.amountCents) };
  }

  mustBooking(id: string, token: string | undefined): Booking {
    const found = this.bookings.get(id);
    if (!found || found.token !== token) throw new Failure(404, 'not_found');
    if (found.may.cancel) found.cancelNow = this.refundNow(found);
    return found;
  }

  dispute(
    booking: Booking,
    { reason, links = [], openedBy = 'customer' }: Said & { reason: string; openedBy?: Dispute['openedBy'] },
  ): Dispute {
    const open = [...this.disputes.values()].find(({ status }) => status === 'OPEN');
    if (open) throw new Failure(409, 'already_exists', { kind: 'dispute', id: open.id });
    const id = `dsp_${this.disputes.size + 1}`;
    const theirs = openedBy === 'customer';
    const dispute: Dispute = {
      ...{ id, status: 'OPEN', openedBy, reason, links: named(links), awaits: theirs ? 'business' : 'customer', messages: [] },
      ...{ resolution: null, currency: 'EUR', may: { reply: true, withdraw: theirs }, createdAt: iso(this.now) },
    };
    this.disputes.set(id, { ...dispute, bookingId: booking.id });
    Object.assign(booking, { disputeId: id, may: { ...booking.may, dispute: false } });
    return this.mustDispute(id);
  }

  mustDispute(id: string, token?: string): Dispute {
    const found = this.disputes.get(id);
    if (!found || (token && this.bookings.get(found.bookingId)?.token !== token)) throw new Failure(404, 'not_found');
    return found;
  }

  say(dispute: Dispute, { text, links = [], from = 'customer' }: Said & { text: string; from?: Dispute['openedBy'] }): Dispute {
    if (dispute.status !== 'OPEN') throw new Failure(409, 'invalid_transition');
    dispute.messages = [...dispute.messages, { id: randomUUID(), from, text, links: named(links), createdAt: iso(this.now) }];
    return Object.assign(dispute, { awaits: from === 'customer' ? 'business' : 'customer' });
  }

  /** Decided, or taken back: either way it is over. */
  settle(dispute: Dispute, resolution: Omit<NonNullable<Dispute['resolution']>, 'at'> | null): Dispute {
    if (dispute.status !== 'OPEN') throw new Failure(409, 'invalid_transition');
    const booking = [...this.bookings.values()].find(({ disputeId }) => disputeId === dispute.id);
    if (booking) Object.assign(booking, { may: { ...booking.may, dispute: true } });
    const over = { awaits: null, may: { reply: false, withdraw: false } };
    return Object.assign(dispute, {
      ...{ ...over, status: resolution ? 'RESOLVED' : 'WITHDRAWN' },
      resolution: resolution && { ...resolution, at: iso(this.now) },
    });
  }

  cancel(booking: Booking, { expectedRefundPercent }: { expectedRefundPercent: number }): Booking {
    const { refundPercent, refundCents } = this.refundNow(booking);
    if (refundPercent !== expectedRefundPercent)
      throw new Failure(409, 'edit_conflict', { field: 'refundPercent', yours: expectedRefundPercent, theirs: refundPercent });
    this.drop(booking.items[0]?.id);
    const over = { status: 'CANCELLED', refundPercent, refundCents } as const;
    return Object.assign(booking, { ...over, may: { cancel: false, reschedule: false, dispute: true }, cancelNow: null });
  }

  reschedule(booking: Booking, { startsAt, endsAt }: { startsAt: string; endsAt: string }): Booking {
    const item = booking.items[0];
    if (!item) throw new Failure(404, 'not_found');
    const taking = this.take(
      { offeringId: item.offeringId, startsAt, endsAt, quantity: item.quantity },
      { replaces: item.id, until: Infinity },
    );
    Object.assign(item, { id: taking.id, startsAt, endsAt });
    booking.policy = this.policy(this.offering(item.offeringId), startsAt);
    return Object.assign(booking, { cancelNow: this.refundNow(booking) });
  }
}
