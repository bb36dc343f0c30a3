import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectNoViolations, violationsOn } from './axe.ts';
import { addWorkbench, type Desk, hear, instantOf, openDesk, wednesday } from './console-screens/world.ts';

let desk: Desk;
let offering: { id: string };

beforeAll(async () => {
  desk = await openDesk();
  offering = await addWorkbench(desk, 'Workbench');
  await desk.api('PATCH', `/v1/api/offerings/${offering.id}`, { cancellationPolicy: [] });
});
afterAll(() => desk.close());
beforeEach(() => desk.page.setViewportSize({ width: 1440, height: 900 }));

interface Dispute {
  id: string;
  status: string;
  awaits: string | null;
  openedBy: string;
  reason: string;
  links: { url: string }[];
  messages: { text: string; from: string }[];
  resolution: { outcome: string; refundCents: number; note: string } | null;
}

interface Booking {
  id: string;
  order: { id: string } | null;
}

const dispute = (id: string) => desk.api<Dispute>('GET', `/v1/api/disputes/${id}`);

async function asCustomer<T>(path: string, body: object, token?: string): Promise<T> {
  const answer = await fetch(`${desk.server}/v1/storefront/atlas${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

interface Guest {
  bookingId: string;
  manageToken: string;
}

async function bookAsCustomer(name: string, time: string): Promise<Guest> {
  const { booking, manageToken } = await asCustomer<{ booking: { id: string }; manageToken: string }>('/checkout', {
    ...{ offeringId: offering.id, startsAt: instantOf(wednesday(), time) },
    customer: { name, email: `${time.slice(0, 2)}@example.com` },
  });
  return { bookingId: booking.id, manageToken };
}

const openAsCustomer = async ({ bookingId, manageToken }: Guest, reason: string, links: object[] = []) =>
  (await asCustomer<Dispute>(`/bookings/${bookingId}/dispute`, { reason, links }, manageToken)).id;

/** Paid at the desk, and cancelled where nothing goes back. */
async function payAndCancel(bookingId: string, amountCents: number): Promise<void> {
  const { order } = await desk.api<Booking>('GET', `/v1/api/bookings/${bookingId}`);
  await desk.api('POST', `/v1/api/orders/${order?.id}/payments`, { method: 'cash', amountCents });
  await desk.api('POST', `/v1/api/bookings/${bookingId}/cancel`);
}

const thread = (name: string | RegExp) => desk.page.getByRole('dialog', { name });
const badge = (name: string | RegExp, words: string) => thread(name).getByText(words, { exact: true });

test('whoever waits is seen on Today and in the rail, is answered, and then it is their turn', async () => {
  const { page } = desk;
  const id = await openAsCustomer(await bookAsCustomer('Wanda Waits', '09:00'), 'The lathe did not run.', [
    { url: 'https://photos.example/lathe', name: 'The lathe' },
  ]);
  await desk.go('/today');
  const rail = page.getByRole('navigation', { name: 'Main' });
  await rail.getByRole('link', { name: 'Disputes 2' }).waitFor();
  const card = page.getByRole('region', { name: 'Disputes waiting' });
  await card.getByText('The lathe did not run.').waitFor();
  await expectNoViolations(page);
  await card.getByRole('link', { name: /Wanda Waits/ }).click();
  await badge('Wanda Waits', 'Your turn').waitFor();
  expect(page.url()).toBe(`${desk.origin}/#/disputes?id=${id}`);
  const said = thread('Wanda Waits').getByRole('region', { name: 'Conversation' });
  expect(await said.getByRole('link', { name: 'The lathe' }).getAttribute('href')).toBe('https://photos.example/lathe');
  await expectNoViolations(page);

  const reply = thread('Wanda Waits').getByRole('textbox', { name: 'Reply to Wanda Waits' });
  await page.keyboard.press('r');
  await page.keyboard.type('We are sorry.');
  await thread('Wanda Waits').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('row', { name: /Wanda Waits/ }).click();
  expect(await reply.inputValue()).toBe('We are sorry.');
  await reply.focus();
  await page.keyboard.press('Control+Enter');
  await said.getByText('We are sorry.').waitFor();
  await badge('Wanda Waits', 'Their turn').waitFor();
  expect(await reply.inputValue()).toBe('');
  await rail.getByRole('link', { name: 'Disputes 1' }).waitFor();
  await expect.poll(() => dispute(id)).toMatchObject({ awaits: 'customer', messages: [{ text: 'We are sorry.', from: 'business' }] });
});

test('the list is narrowed by state and words in its address, and walked through by keyboard', async () => {
  const { page } = desk;
  await openAsCustomer(await bookAsCustomer('Nadia Narrow', '10:00'), 'Too much sawdust.');
  await desk.go('/disputes?show=yours', '[role=row][data-index]');
  const rows = page.locator('[role=row][data-index]');
  await expect.poll(() => rows.count()).toBe(2);
  await page.keyboard.press('f');
  await page.keyboard.type('sawdust');
  await expect.poll(() => rows.count()).toBe(1);
  expect(page.url()).toContain('q=sawdust');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Resolved' }).click();
  await page.getByText('No dispute here speaks of “sawdust”.').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(3);
  expect(page.url()).toContain('show=all');
  await page.getByRole('button', { name: 'Their turn' }).click();
  await expect.poll(() => rows.count()).toBe(1);
  await page.getByRole('row', { name: /Wanda Waits/ }).focus();
  await page.keyboard.press('Enter');
  await badge('Wanda Waits', 'Their turn').waitFor();
  await page.keyboard.press('Escape');
  await thread('Wanda Waits').waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await page.getByRole('heading', { level: 1, name: 'Disputes' }).waitFor();
});

test('the desk opens one beside a booking, adds what proves it, and takes it back', async () => {
  const { page } = desk;
  const { bookingId } = await bookAsCustomer('Bodo Bench', '11:00');
  await desk.go(`/bookings?booking=${bookingId}`, '[role=dialog]');
  await thread('Bodo Bench').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Open a dispute…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a dispute' });
  await dialog.getByRole('button', { name: 'Open dispute' }).click();
  await dialog.getByRole('alert').getByText('Say what went wrong.').waitFor();
  await dialog.getByLabel('What went wrong').fill('A chisel is missing since.');
  await dialog.getByRole('button', { name: 'Add link' }).click();
  await dialog.getByLabel('Link').fill('chisel');
  await dialog.getByRole('button', { name: 'Open dispute' }).click();
  await dialog.getByText('Enter an address like').waitFor();
  await dialog.getByLabel('Link').fill('photos.example/chisel');
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: 'Open dispute' }).click();

  await badge('Bodo Bench', 'Their turn').waitFor();
  const id = new URL(page.url().replace('/#', '')).searchParams.get('id') ?? '';
  await expect.poll(() => dispute(id)).toMatchObject({ openedBy: 'business', links: [{ url: 'https://photos.example/chisel' }] });
  const evidence = thread('Bodo Bench').getByRole('region', { name: 'Evidence' });
  const png = Buffer.from('89504e470d0a1a0a00', 'hex');
  await evidence.getByLabel('Choose files').setInputFiles([{ name: 'shelf.png', mimeType: 'image/png', buffer: png }]);
  const file = evidence.getByRole('link', { name: 'shelf.png' });
  await file.waitFor();
  const fetched = await fetch((await file.getAttribute('href')) ?? '');
  expect([fetched.status, Buffer.from(await fetched.arrayBuffer()).equals(png)]).toEqual([200, true]);
  await evidence.getByRole('button', { name: 'Add link' }).click();
  await evidence.getByRole('textbox', { name: 'Link' }).fill('shop.example/chisel');
  await page.keyboard.press('Enter');
  await evidence.getByRole('link', { name: 'shop.example' }).waitFor();

  await thread('Bodo Bench')
    .getByRole('button', { name: /Open the booking/ })
    .click();
  const drawer = thread('Bodo Bench');
  await drawer.getByRole('region', { name: 'History' }).getByText('Dispute opened: “A chisel is missing since.”').waitFor();
  expect(await drawer.getByRole('button', { name: 'More' }).count()).toBe(0);
  await drawer
    .getByRole('region', { name: 'Dispute', exact: true })
    .getByRole('link', { name: /A chisel is missing/ })
    .click();
  await thread('Bodo Bench').getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('dialog', { name: 'Take the dispute back?' }).getByRole('button', { name: 'Take back' }).click();
  await badge('Bodo Bench', 'Taken back').waitFor();
  expect(
    await thread('Bodo Bench')
      .getByRole('button', { name: /Reply|Resolve|Add file/ })
      .count(),
  ).toBe(0);
  await expect.poll(async () => (await dispute(id)).status).toBe('WITHDRAWN');
});

describe('a decision', () => {
  test('gives back no more than was paid, tells the customer why, and stands in the booking', async () => {
    const { page } = desk;
    const guest = await bookAsCustomer('Rita Refund', '12:00');
    await payAndCancel(guest.bookingId, 1_000);
    const id = await openAsCustomer(guest, 'It was closed when we came.');
    await desk.go(`/disputes?id=${id}`, '[role=dialog]');
    await thread('Rita Refund').getByRole('button', { name: 'Resolve…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Resolve the dispute' });
    await dialog.getByText('Give money back').click();
    await dialog.getByText('€10.00 is to be handed back.').waitFor();
    await dialog.getByLabel('Amount').fill('12');
    await dialog.getByRole('button', { name: 'Give back €12.00' }).click();
    await dialog.getByText('At most €10.00.').waitFor();
    await dialog.getByText('Say why: Rita Refund reads it.').waitFor();
    await dialog.getByLabel('Amount').fill('4');
    await dialog.getByLabel('Note').fill('Our mistake: the key was elsewhere.');
    await expectNoViolations(page);
    await dialog.getByRole('button', { name: 'Give back €4.00' }).click();
    await page.getByText('Resolved. €4.00 is to be handed back.').waitFor();
    await badge('Rita Refund', 'Refunded').waitFor();
    await thread('Rita Refund').getByText('€4.00 is given back.').waitFor();
    await thread('Rita Refund').getByText('Our mistake: the key was elsewhere.').waitFor();
    await expectNoViolations(page);
    await expect
      .poll(() => dispute(id))
      .toMatchObject({
        status: 'RESOLVED',
        resolution: { outcome: 'refund', refundCents: 400, note: 'Our mistake: the key was elsewhere.' },
      });
    await thread('Rita Refund')
      .getByRole('button', { name: /Open the booking/ })
      .click();
    await thread('Rita Refund').getByText('Dispute resolved, money given back: €4.00').waitFor();
    await thread('Rita Refund')
      .getByText(/after a dispute/)
      .first()
      .waitFor();
    await thread('Rita Refund').getByRole('link', { name: 'Everything about them' }).click();
    const theirs = thread('Rita Refund').getByRole('region', { name: 'Disputes' });
    await theirs.getByRole('link', { name: /It was closed when we came/ }).click();
    await badge('Rita Refund', 'Refunded').waitFor();
  });

  test('keeps the payment, and offers nothing else where nothing was paid', async () => {
    const { page } = desk;
    const id = await openAsCustomer(await bookAsCustomer('Kurt Kept', '13:00'), 'I expected more light.');
    await desk.go(`/disputes?id=${id}`, '[role=dialog]');
    await thread('Kurt Kept').getByRole('button', { name: 'Resolve…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Resolve the dispute' });
    await dialog.getByText('Nothing was paid.').waitFor();
    expect(await dialog.getByRole('radio', { name: 'Give money back' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Note').fill('The lamps are as pictured.');
    await dialog.getByRole('button', { name: 'Keep the payment' }).click();
    await badge('Kurt Kept', 'Payment kept').waitFor();
    await expect.poll(() => dispute(id)).toMatchObject({ resolution: { outcome: 'keep', refundCents: 0 } });
  });

  test('that came too late is told in words of the dispute', async () => {
    const { page } = desk;
    const guest = await bookAsCustomer('Lou Late', '14:00');
    const id = await openAsCustomer(guest, 'The door was stuck.');
    await desk.go(`/disputes?id=${id}`, '[role=dialog]');
    await thread('Lou Late').getByRole('textbox', { name: 'Reply to Lou Late' }).fill('We oiled it.');
    await asCustomer(`/disputes/${id}/withdraw`, {}, guest.manageToken);
    await badge('Lou Late', 'Taken back').waitFor();
    await thread('Lou Late').getByText('Lou Late took it back.').waitFor();
    expect(await thread('Lou Late').getByRole('textbox').count()).toBe(0);
    await expectNoViolations(page);
  });
});

test('the bell leads to the dispute, in the window and from outside of it', async () => {
  const { page } = desk;
  await page.addInitScript(() => {
    const told: EventTarget[] = [];
    class Told extends EventTarget {
      static permission = 'default';
      title: string;
      body: string;
      constructor(title: string, { body }: { body: string }) {
        super();
        this.title = title;
        this.body = body;
        told.push(this);
      }
      static async requestPermission() {
        Told.permission = 'granted';
        return 'granted';
      }
      close() {}
    }
    Object.assign(window, { Notification: Told, told });
    document.hasFocus = () => false;
  });
  await desk.go('/today');
  await page.reload();
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await page.getByRole('button', { name: 'Tell me outside this window, too' }).click();
  await page.getByRole('button', { name: /Lou Late.*Wrote in a dispute/ }).click();
  await thread('Lou Late').waitFor();

  const id = await openAsCustomer(await bookAsCustomer('Nora Native', '15:00'), 'It rained in.');
  const words = () =>
    page.evaluate(() =>
      (window as unknown as { told: { title: string; body: string }[] }).told.map(({ title, body }) => `${title}: ${body}`),
    );
  await expect.poll(words).toContainEqual(expect.stringMatching(/^Nora Native: New dispute · It rained in\./));
  await desk.page.evaluate(() => {
    const { told } = window as unknown as { told: (EventTarget & { body: string })[] };
    told.find(({ body }) => body.startsWith('New dispute'))?.dispatchEvent(new Event('click'));
  });
  await thread('Nora Native').waitFor();
  expect(page.url()).toContain(id);
});

describe('disputes on a phone', () => {
  const long = 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh von und zu Hohenlohe';

  beforeAll(async () => {
    const links = [{ url: `https://photos.example/${'rain/'.repeat(40)}`, name: 'Rain. '.repeat(20) }];
    await openAsCustomer(await bookAsCustomer(long, '16:00'), `لم يحضر السائق في الموعد المحدد. ${'Nichtsdestotrotz'.repeat(20)}`, links);
  });

  // What the rail's bar has slid out of sight is no way past anything: no skip link.
  test.each(['light', 'dark'] as const)('can be read by everybody and fit, %s', async (colorScheme) => {
    const { page } = desk;
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 844 });
    for (const address of ['/disputes?show=all', '/disputes?show=withdrawn', '/disputes?q=nothing+like+it', '/today']) {
      await desk.go(address);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
      expect(await violationsOn(page, { withoutRules: ['skip-link'] })).toEqual([]);
    }
    await desk.go('/disputes?show=all', '[role=row][data-index]');
    await page.getByRole('row', { name: /Wolfeschlegel/ }).click();
    await badge(/Wolfeschlegel/, 'Your turn').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    expect(await violationsOn(page, { withoutRules: ['skip-link'] })).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
  });
});

test('without the server files rest and the rest goes on; staff leave the decision to managers', async () => {
  const { page } = desk;
  await desk.go('/disputes?show=yours', '[role=row][data-index]');
  await hear(page, { '"state":"synced"': '"state":"offline"', '"role":"OWNER"': '"role":"STAFF"' });
  await page.getByRole('row', { name: /Nadia Narrow/ }).click();
  const panel = thread('Nadia Narrow');
  await panel.getByText(/Files are kept by the server/).waitFor();
  expect(await panel.getByRole('button', { name: 'Add file' }).isDisabled()).toBe(true);
  expect(await panel.getByRole('button', { name: 'Add link' }).isEnabled()).toBe(true);
  expect(await panel.getByRole('button', { name: 'Resolve…' }).isDisabled()).toBe(true);
  await panel.getByRole('textbox', { name: 'Reply to Nadia Narrow' }).fill('We sweep every night.');
  await expectNoViolations(page);
  await panel.getByRole('button', { name: 'Reply', exact: true }).click();
  await panel.getByRole('region', { name: 'Conversation' }).getByText('We sweep every night.').waitFor();
});
