/** A business that takes cards through Stripe: a server without a port, its workers, and Stripe's side of the wire. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { DAY, MINUTE } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { OrderDetail, PaymentSettings } from '#core/domains/payments/model.ts';
import { payments, providerCalls } from '#core/domains/payments/tables.ts';
import { buildApp } from '#server/app.ts';
import type { ZodApp } from '#server/doors/http/app.ts';
import { openExport } from '#server/export/read.ts';
import { replaceBusiness } from '#server/export/replace.ts';
import { exportBusiness } from '#server/export/write.ts';
import type { Loop } from '#server/workers/loop.ts';
import { startPayments } from '#server/workers/payments.ts';
import { startReconciliation } from '#server/workers/reconciliation.ts';
import { startUpkeep } from '#server/workers/upkeep.ts';
import { type Signed, startStripe, STRIPE_KEY, STRIPE_SECRET, type StripeServer } from '../stripe/server.ts';
import { type Business, openBusiness } from './business.ts';
import { type VirtualTime, virtualTime } from './virtualTime.ts';

export const START = Date.parse('2026-10-20T09:00Z');
export const TOMORROW_10 = Date.parse('2026-10-21T10:00Z');
export const IN_TWENTY_DAYS = TOMORROW_10 + 20 * DAY;

const visitor: Actor = { kind: 'customer', id: 'public', name: 'Ada' };

export interface StripeWorld extends Business {
  readonly stripe: StripeServer;
  readonly time: VirtualTime;
  readonly app: ZodApp;
  /** starts the workers, for the first time or again */
  start(): void;
  /** the workers stop and forget all */
  stop(): Promise<void>;
  /** walks on, with everything that is due on the way */
  pass(ms: number): Promise<void>;
  /** the server is away until then */
  leap(instant: number): Promise<void>;
  settled(): Promise<void>;
  book(offeringId: string, startsAt?: number, more?: object): Promise<string>;
  bookingOf(bookingId: string): Promise<BookingDetail>;
  orderOf(bookingId: string): Promise<OrderDetail>;
  calls(): Promise<(typeof providerCalls.$inferSelect)[]>;
  /** the session of the booking's only open page */
  pageOf(bookingId: string): Promise<string>;
  hook(event: Pick<Signed, 'payload' | 'signature'>): Promise<{ status: number; body: unknown }>;
  /** what the ledger says was received and not given back is what Stripe has */
  expectBooksToAgree(bookingId: string): Promise<void>;
  /** @returns how the business goes back to this moment */
  exported(): Promise<() => Promise<void>>;
  end(): Promise<void>;
}

export interface StripeWorldParts {
  readonly settings?: Partial<PaymentSettings>;
  /** Stripe is told where to tell; false: it can't reach the server */
  readonly webhooks?: boolean;
  readonly keys?: boolean;
}

export async function stripeWorld({ settings = {}, webhooks = true, keys = true }: StripeWorldParts = {}): Promise<StripeWorld> {
  const time = virtualTime(START);
  const stripe = await startStripe(() => time.clock.now());
  const stripeKeys = { key: STRIPE_KEY, webhookSecret: webhooks ? STRIPE_SECRET : null, api: stripe.url };
  const business = await openBusiness({ clock: time.clock, options: { stripe: keys ? stripeKeys : null } });
  await business.run('payments.updateSettings', { changes: { provider: 'stripe', collect: 'full', ...settings } });
  const { parts, engine, tenantId } = business;
  const app = buildApp(parts);
  const hook: StripeWorld['hook'] = async ({ payload, signature }) => {
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    const { statusCode, body } = await app.inject({ method: 'POST', url: '/v1/payments/stripe', payload, headers });
    return { status: statusCode, body: JSON.parse(body) };
  };
  if (webhooks) stripe.onEvent = async (event) => expect(await hook(event)).toMatchObject({ status: 200 });
  let loops: Loop[] = [];
  const folders: string[] = [];
  const settled = async (): Promise<void> => {
    // What one of them does another may have to go on with.
    for (const loop of [...loops, ...loops]) await loop.idle();
  };
  const world: StripeWorld = {
    ...business,
    ...{ stripe, time, app, hook, settled },
    start() {
      const timed = { ...parts, timer: time.timer, random: () => 0 };
      loops = [startUpkeep(timed), startReconciliation(timed), startPayments(timed)];
    },
    async stop() {
      for (const loop of loops.splice(0)) await loop.stop();
    },
    async leap(instant) {
      await world.stop();
      await time.advanceTo(instant, async () => {});
      world.start();
      await settled();
    },
    pass: (ms) => time.advanceTo(time.clock.now() + ms, settled),
    async book(offeringId, startsAt = TOMORROW_10, more = {}) {
      const wish = { items: [{ offeringId, startsAt }], customer: { name: 'Ada', email: 'ada@example.com' }, source: 'widget', ...more };
      const { bookingId } = await business.run('bookings.create', wish, visitor);
      await settled();
      return bookingId ?? '';
    },
    bookingOf: async (bookingId) => (await business.ask('bookings.booking', { bookingId })) as BookingDetail,
    async orderOf(bookingId) {
      const { order } = await world.bookingOf(bookingId);
      return (await business.ask('payments.order', { orderId: order?.id })) as OrderDetail;
    },
    calls: () => engine.database.read(tenantId, (db) => db.list(providerCalls)),
    async pageOf(bookingId) {
      const [payment] = (await world.orderOf(bookingId)).payments;
      const row = await engine.database.read(tenantId, (db) => db.list(payments, eq(payments.id, payment?.id ?? '')));
      expect(payment?.checkoutUrl).toMatch(/^https:\/\/checkout\.stripe\.com\/c\/pay\/cs_/);
      return row[0]?.checkoutRef ?? '';
    },
    async expectBooksToAgree(bookingId) {
      const { paidCents, refundedCents } = await world.orderOf(bookingId);
      expect(paidCents - refundedCents).toBe(stripe.balance());
    },
    async exported() {
      const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-exported-'));
      folders.push(folder);
      const to = join(folder, 'export.zip');
      const { database } = engine;
      await exportBusiness({ database, serverKey: parts.serverKey, tenantId, to, now: time.clock.now() });
      return async () => {
        const file = await openExport(to);
        const notice = { id: 'ntf_00000000000000000000', title: 'Back', body: '', at: time.clock.now() };
        await replaceBusiness({ database, tenantId, file, notice });
        file.close();
      };
    },
    async end() {
      await world.stop();
      await app.close();
      await business.close();
      await stripe.close();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}

/** Within which every retry of a short trouble has come. */
export const SOON = 5 * MINUTE;
