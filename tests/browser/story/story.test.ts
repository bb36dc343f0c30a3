/**
 * The main job, from end to end: the real server, the real host of the console, the real screens and the real widget, in
 * Chromium, in the order in which a business lives it. Each test goes on where the one before it ended.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sharedChromium } from '../chromium.ts';
import { chooseDay, fillIn, openPhone, widgetIn } from './customer.ts';
import { Desk } from './desk.ts';
import { apiWith, openReceiver, openSite, readFeed, verifyThreeWays } from './outside.ts';
import { freePort, type Program, startConsole, startServer } from './processes.ts';

const password = 'a horse walks into a bar';
const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-story-'));

let browser: Browser;
let port: number;
let server: Program<{ url: string }>;
let host: Program<{ url: string }>;
let desk: Desk;
let second: Program<{ url: string }> | undefined;
let other: Desk;
let phone: Page | undefined;
let api: ReturnType<typeof apiWith>;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let site: Awaited<ReturnType<typeof openSite>>;
let snippet = '';
let secret = '';
let feedUrl = '';
let manageUrl = '';

async function openConsole(url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  return page;
}

beforeAll(async () => {
  browser = await sharedChromium();
  receiver = await openReceiver();
  site = await openSite(() => snippet);
  port = await freePort();
  server = await startServer({ data: join(folder, 'server'), port });
  const answer = await fetch(`${server.said.url}/v1/console/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      businessName: 'River Bikes',
      name: 'Mara Okafor',
      email: 'mara@river.example',
      password,
      timezone: 'Europe/Berlin',
      currency: 'EUR',
    }),
  });
  if (answer.status !== 201) throw new Error(`sign-up answered ${answer.status}`);
  host = await startConsole(join(folder, 'desk'));
  desk = new Desk(await openConsole(host.said.url));
});

afterAll(async () => {
  for (const context of browser.contexts()) await context.close();
  await host.stop();
  await second?.stop();
  await server.stop();
  receiver.close();
  site.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Days ahead, where neither notice nor the policy's deadline is in the way. */
const today = Temporal.Now.zonedDateTimeISO('Europe/Berlin').toPlainDate();
const day = today.add({ days: 4 });
const blocked = today.add({ days: 5 });
const iso = (instant: number) => new Date(instant).toISOString().replace('.000Z', 'Z');
const dayName = (date: Temporal.PlainDate) => date.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });

const at = (date: Temporal.PlainDate, time: string): number =>
  date.toZonedDateTime({ timeZone: 'Europe/Berlin', plainTime: time }).epochMilliseconds;

/** What the desk showed when a step failed: a picture beside the data, outside of the project. */
beforeEach(({ task, onTestFailed }) => {
  onTestFailed(async () => {
    await desk.page.screenshot({ path: join(tmpdir(), `slotkeeper-story-desk.png`) });
    await phone?.screenshot({ path: join(tmpdir(), `slotkeeper-story-phone.png`) });
    console.error(`see slotkeeper-story-*.png in ${tmpdir()} for: ${task.name}`);
  });
});

describe('the main job', () => {
  test('staff make an offering, paint its hours, close a day, publish it and copy the line to paste', async () => {
    await desk.signIn({ serverUrl: server.said.url, email: 'mara@river.example', password });
    await desk.draftOffering({ title: 'City bike', type: 'Equipment', price: '25.50', tax: '19', photo: 'build/icon.png', manual: true });
    await desk.paintWeek();
    await desk.closeDay(dayName(blocked), 'Stocktaking');
    await desk.publish('City bike');
    snippet = await desk.snippetFor('City bike');
    expect(snippet).toContain('data-offering="city-bike"');
    await desk.draftOffering({ title: 'Test ride', type: 'Service', price: '0', tax: '0', manual: false });
    await desk.paintWeek();
    await desk.publish('Test ride');
  });

  test('staff register a webhook endpoint, a calendar feed and an API key', async () => {
    secret = await desk.addEndpoint(receiver.url);
    feedUrl = await desk.addFeed('River Bikes');
    api = apiWith({ serverUrl: server.said.url, token: await desk.addKey('Nightly script') });
    expect((await api('GET', '/me')).body).toMatchObject({ tenant: { name: 'River Bikes' }, scopes: ['read', 'write'], sandbox: false });
  });

  test('a customer finds the button on another site, sees only what is free, holds a slot and asks for it', async () => {
    await desk.go('Today');
    phone = await openPhone(browser, site.url);
    const app = await widgetIn(phone);
    await chooseDay(app, blocked);
    await app.getByText('Nothing is free on this day.').waitFor();
    await chooseDay(app, day);
    expect(await app.locator('.slot').allInnerTexts()).toEqual(
      ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00'].map((time) => expect.stringContaining(time) as string),
    );
    expect(await app.locator('.slot').first().innerText()).toMatch(/your time/);
    await app.getByRole('button', { name: /^10:00/ }).click();
    await app.getByText(/Held for you/).waitFor();
    await fillIn(app, { name: 'Noor van den Berg', email: 'noor@customer.example' });
    await app.getByText(/Free cancellation until/).waitFor();
    await app.getByRole('button', { name: 'Request booking' }).click();
    await app.getByRole('heading', { name: 'Request sent' }).waitFor();
    manageUrl = (await app.getByRole('link', { name: /Change or cancel/ }).getAttribute('href')) ?? '';
    // nobody reloads the console
    await desk.page.getByRole('button', { name: 'Approve: Noor van den Berg' }).waitFor();
  });

  test('staff approve it, and the endpoint hears of both, signed three ways', async () => {
    await desk.approve('Noor van den Berg');
    await expect.poll(() => receiver.received.map(({ event }) => event)).toContain('booking.confirmed');
    const created = receiver.received.find(({ event }) => event === 'booking.created');
    expect(created?.data).toMatchObject({ status: 'PENDING', startTime: '10:00', endTime: '11:00', totalCents: 2550, currency: 'EUR' });
    for (const delivery of receiver.received) verifyThreeWays(delivery, secret);
  });

  test('the calendar feed has the event at the same instants', async () => {
    expect(await readFeed(feedUrl)).toEqual([
      {
        summary: expect.stringContaining('Noor van den Berg') as string,
        startsAt: at(day, '10:00'),
        endsAt: at(day, '11:00'),
        sequence: 1,
        status: 'CONFIRMED',
      },
    ]);
  });

  test('the customer moves it and cancels it through the manage link, after seeing the refund', async () => {
    const page = await openPhone(browser, manageUrl);
    await page.getByRole('button', { name: 'Change the time' }).click();
    await chooseDay(page, day);
    await page.getByRole('button', { name: /^14:00/ }).click();
    await page.getByRole('button', { name: 'Move booking' }).click();
    await page.getByText('Your booking has moved.').waitFor();
    expect(await readFeed(feedUrl)).toMatchObject([{ startsAt: at(day, '14:00'), sequence: 2, status: 'CONFIRMED' }]);

    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByText('It costs you nothing.').waitFor();
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByText('Your booking is cancelled.').waitFor();
    const { body } = await api('GET', '/bookings?status=CANCELLED');
    expect(body['data']).toMatchObject([{ status: 'CANCELLED', refundPercent: 100, customer: { name: 'Noor van den Berg' } }]);
    expect(await readFeed(feedUrl)).toMatchObject([{ sequence: 3, status: 'CANCELLED' }]);
    await page.context().close();
  });

  test('a script with an API key does the same over REST', async () => {
    const offerings = (await api('GET', '/offerings')).body['data'] as { id: string; slug: string }[];
    const idOf = (slug: string) => offerings.find((offering) => offering.slug === slug)?.id ?? '';
    const slots = await api(
      'GET',
      `/availability?offeringId=${idOf('city-bike')}&from=${day.toString()}&to=${day.add({ days: 1 }).toString()}`,
    );
    const [first] = slots.body['slots'] as { startsAt: string; remaining: number; priceCents: number }[];
    expect(first).toMatchObject({ startsAt: iso(at(day, '09:00')), remaining: 1, priceCents: 2550 });

    const order = {
      offeringId: idOf('city-bike'),
      startsAt: first?.startsAt,
      customer: { name: 'Ada Script', email: 'ada@script.example' },
    };
    const made = await api('POST', '/bookings', { body: order, idempotencyKey: 'order-1' });
    expect(made).toMatchObject({ status: 201, body: { status: 'PENDING' } });
    const again = await api('POST', '/bookings', { body: order, idempotencyKey: 'order-1' });
    expect(again.body).toEqual(made.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(((await api('GET', '/bookings')).body['data'] as unknown[]).length).toBe(2);

    const taken = await api('POST', '/bookings', { body: order });
    expect(taken).toMatchObject({
      status: 409,
      body: { error: 'booking_conflict', details: { requested_time: first?.startsAt, next_available: iso(at(day, '10:00')) } },
    });
    const path = `/bookings/${String(made.body['id'])}`;
    expect((await api('POST', `${path}/approve`)).body).toMatchObject({ status: 'CONFIRMED' });
    expect((await api('PATCH', path, { body: { startsAt: iso(at(day, '12:00')) } })).body).toMatchObject({
      items: [{ startsAt: iso(at(day, '12:00')), endsAt: iso(at(day, '13:00')) }],
    });
    expect((await api('POST', `${path}/cancel`)).body).toMatchObject({ status: 'CANCELLED', refundPercent: 100 });

    const ride = {
      offeringId: idOf('test-ride'),
      startsAt: iso(at(day, '09:00')),
      customer: { name: 'Auto Confirm', email: 'auto@x.example' },
    };
    expect(await api('POST', '/bookings', { body: ride })).toMatchObject({ status: 201, body: { status: 'CONFIRMED' } });
    const later = { ...order, startsAt: iso(at(day, '15:00')), customer: { name: 'Pia Pending', email: 'pia@x.example' } };
    expect(await api('POST', '/bookings', { body: later })).toMatchObject({ status: 201, body: { status: 'PENDING' } });
  });

  test('a second console of another member sees it all live', async () => {
    await desk.addMember({ name: 'Juno Park', email: 'juno@river.example', password });
    second = await startConsole(join(folder, 'second'));
    other = new Desk(await openConsole(second.said.url));
    await other.signIn({ serverUrl: server.said.url, email: 'juno@river.example', password });
    await other.go('Today');
    await other.page.getByRole('button', { name: 'Approve: Pia Pending' }).waitFor();
    await other.go('Bookings');
    await desk.go('Bookings');
    await desk.walkIn({ offering: 'City bike', date: day, time: '10:00', name: 'Walter Live' });
    await other.bookingRow('Walter Live').waitFor();
  });

  test('without the server staff go on, and everything is there at once', async () => {
    await server.stop();
    await desk.walkIn({ offering: 'City bike', date: day, time: '11:00', name: 'Wanda Walkin' });
    await desk.walkIn({ offering: 'City bike', date: day, time: '13:00', name: 'Otto Overtaken' });
    await desk.approve('Pia Pending');
    await desk.page.getByRole('button', { name: 'Approve: Pia Pending' }).waitFor({ state: 'hidden' });
    await desk.retitle('Test ride', 'Trial ride');
    await desk.closeHours('Trial ride', { day: dayName(day), hours: '15-16', reason: 'Staff meeting' });
    await desk.go('Bookings');
    for (const name of ['Wanda Walkin', 'Otto Overtaken', 'Pia Pending']) await desk.bookingRow(name).waitFor();
    await desk.page.getByText('5 changes waiting').first().waitFor();
  });

  test('meanwhile a customer takes the slot of one of them', async () => {
    // the same data on another port: the customer reaches the server, the console does not
    const elsewhere = await startServer({ data: join(folder, 'server'), port: await freePort() });
    const { body } = await api('GET', '/offerings', { serverUrl: elsewhere.said.url });
    const cityBike = (body['data'] as { id: string; slug: string }[]).find(({ slug }) => slug === 'city-bike');
    const order = {
      offeringId: cityBike?.id,
      startsAt: iso(at(day, '13:00')),
      customer: { name: 'Quick Customer', email: 'quick@x.example' },
    };
    expect((await api('POST', '/bookings', { serverUrl: elsewhere.said.url, body: order })).status).toBe(201);
    await elsewhere.stop();
  });

  test('the server returns: everything arrives once, and the overtaken walk-in needs attention', async () => {
    server = await startServer({ data: join(folder, 'server'), port });
    await other.go('Bookings');
    for (const name of ['Wanda Walkin', 'Quick Customer']) await other.bookingRow(name).waitFor();
    expect(await other.bookingRow('Wanda Walkin').count()).toBe(1);
    expect(await other.bookingRow('Otto Overtaken').count()).toBe(0);
    await other.go('Catalogue');
    await other.page.getByText('Trial ride').first().waitFor();

    await desk.page
      .getByRole('link', { name: /Needs attention/ })
      .first()
      .click();
    const card = desk.page.getByRole('article', { name: /Otto Overtaken/ });
    await card.getByText('City bike', { exact: true }).waitFor();
    await card.getByRole('button', { name: /^Book .*14:00/ }).click();
    await card.waitFor({ state: 'hidden' });
    await desk.page.getByText('Synced').first().waitFor();
    await other.go('Bookings');
    await other.bookingRow('Otto Overtaken').waitFor();
    const { body } = await api('GET', '/bookings?limit=100');
    const told = body['data'] as { customer: { name: string }; status: string; items: { startsAt: string }[] }[];
    const lived = told.map(({ customer, status, items }) => [customer.name, status, items[0]?.startsAt]);
    expect(lived).toHaveLength(8);
    expect(lived).toEqual(
      expect.arrayContaining([
        ['Ada Script', 'CANCELLED', iso(at(day, '12:00'))],
        ['Auto Confirm', 'CONFIRMED', iso(at(day, '09:00'))],
        ['Noor van den Berg', 'CANCELLED', iso(at(day, '14:00'))],
        ['Otto Overtaken', 'CONFIRMED', iso(at(day, '14:00'))],
        ['Pia Pending', 'CONFIRMED', iso(at(day, '15:00'))],
        ['Quick Customer', 'PENDING', iso(at(day, '13:00'))],
        ['Walter Live', 'CONFIRMED', iso(at(day, '10:00'))],
        ['Wanda Walkin', 'CONFIRMED', iso(at(day, '11:00'))],
      ]),
    );
  });
});
