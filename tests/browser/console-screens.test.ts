import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoViolations, violationsInLightAndDark } from './axe.ts';
import { slowLine } from './console-screens/slowLine.ts';
import { addWorkbench, type Desk, instantOf, openDesk, wednesday } from './console-screens/world.ts';

let desk: Desk;
let page: Page;

beforeAll(async () => {
  desk = await openDesk();
  ({ page } = desk);
});
afterAll(() => desk.close());

/** Each screen, and what stands on it once its answers are there. */
const screens: readonly (readonly [address: string, shows: string])[] = [
  ['/bookings', '[role=row][data-index]'],
  ['/customers', '[role=row][data-index]'],
  ['/dues', 'text=Nobody owes'],
  ['/disputes', '[role=row][data-index]'],
  ['/calendar', '[data-booking]'],
  ['/calendar?view=day', '[data-day]'],
  ['/calendar?view=month', '[data-outside]'],
  ['/calendar?view=resources', 'text=Everything else'],
  ['/catalogue', 'text=Haircut'],
  ['/catalogue?tab=resources', 'text=Window chair'],
  ['/catalogue/new', 'text=Save draft'],
  ['/availability', '[data-weekday]'],
  ['/availability?tab=days', '[data-today]'],
  ['/integrations', 'text=Copy snippet'],
  ['/integrations?tab=feeds', '[aria-label^="address of"]'],
  ['/integrations?tab=webhooks', 'text=New endpoint'],
  ['/integrations?tab=keys', 'text=Demo'],
  ['/integrations?tab=devices', 'text=seen'],
  ['/settings', 'text=Add member'],
];

describe('every screen', () => {
  test('can be used with a screen reader and read by everybody, light and dark', async () => {
    for (const [screen, shows] of screens) {
      await desk.go(screen, shows);
      expect((await violationsInLightAndDark(page)).map((each) => `${screen} ${each}`)).toEqual([]);
    }
  });

  test('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [screen, shows] of screens) {
      await desk.go(screen, shows);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(`${screen}: ${tooWide}`).toBe(`${screen}: 0`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});

test('a list on a phone shows the status of every row, and by what it is sorted', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await desk.go('/bookings', '[role=row][data-index]');
  const badge = await page.locator('[role=row][data-index] [data-status]').first().boundingBox();
  expect((badge?.x ?? 0) + (badge?.width ?? 390)).toBeLessThan(390);
  await page.getByRole('columnheader', { name: 'Booked' }).and(page.locator('[aria-sort=descending]')).waitFor();
  await page.getByRole('button', { name: 'When' }).click();
  await page.getByRole('columnheader', { name: 'When' }).and(page.locator('[aria-sort=ascending]')).waitFor();
  await page.getByRole('button', { name: 'Date', exact: true }).click();
  const dates = await page.getByRole('dialog').filter({ hasText: 'Next 7 days' }).boundingBox();
  expect((dates?.x ?? 0) + (dates?.width ?? 391)).toBeLessThanOrEqual(390);
  await page.getByRole('button', { name: 'Next 30 days' }).click();
  await page.getByRole('button', { name: 'Date: Next 30 days' }).waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('the waiting list and the coupons have all that matters within a phone’s width', async () => {
  const { data } = await desk.api<{ data: { id: string; title: string }[] }>('GET', '/v1/api/offerings');
  const offeringId = data.find(({ title }) => title === 'Haircut')?.id;
  const day = wednesday().toString();
  const customer = { name: 'Freiherr Maximilian von Hohenstaufen-Württemberg', email: 'max@example.com' };
  await desk.api('POST', '/v1/api/waitlist', { offeringId, customer, fromDate: day, toDate: day });
  await desk.api('POST', '/v1/api/coupons', { code: 'SUMMER25', kind: 'PERCENT', amount: 25 });
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [screen, ...texts] of [
    ['/waitlist', 'Freiherr Maximilian', 'Haircut'],
    ['/coupons', 'SUMMER25', '25 %', 'Active', 'Always'],
  ] as const) {
    await desk.go(screen, '[role=row][data-index]');
    const grid = page.getByRole('grid');
    expect(await grid.evaluate(({ parentElement }) => (parentElement?.scrollWidth ?? 1) - (parentElement?.clientWidth ?? 0))).toBe(0);
    for (const text of texts) {
      const box = await grid.getByText(text).first().boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 391), text).toBeLessThanOrEqual(390);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('bookings that are chosen stay so in another order, and under other filters none are', async () => {
  await desk.go('/bookings', '[role=row][data-index]');
  const chosen = page.getByRole('toolbar', { name: 'Chosen bookings' });
  await page.getByRole('row').nth(1).getByRole('checkbox').click();
  await chosen.getByText('1 selected').waitFor();
  await page.getByRole('button', { name: 'When' }).click();
  await page.getByRole('columnheader', { name: 'When' }).and(page.locator('[aria-sort=ascending]')).waitFor();
  await chosen.getByText('1 selected').waitFor();
  await page.getByRole('button', { name: 'Pending', exact: true }).click();
  await chosen.waitFor({ state: 'detached' });
});

test('settings stand one after the other: nothing moves when an answer comes late', async () => {
  const other = await page.context().newPage();
  const line = await slowLine(other, 'questions', 'payments.settings');
  await other.goto(`${desk.origin}/#/settings`);
  await other.getByRole('textbox', { name: 'Contact mail' }).waitFor();
  await expect.poll(() => line.held.length).toBe(1);
  expect(await other.getByRole('button', { name: 'Add member' }).count()).toBe(0);
  line.release();
  await other.getByRole('button', { name: 'Add member' }).waitFor();
  await other.close();
});

describe('the calendar', () => {
  const date = wednesday();
  let card: Locator;

  async function book(title: string): Promise<void> {
    const offering = await addWorkbench(desk, title);
    const booking = await desk.api<{ id: string }>('POST', '/v1/api/bookings', {
      offeringId: offering.id,
      startsAt: instantOf(date, '10:00'),
      customer: { name: 'Ada Lovelace', email: 'ada@example.com' },
    });
    await desk.go(`/calendar?date=${date.toString()}&only=${offering.id}`);
    card = page.locator(`[data-booking="${booking.id}"]`);
    await card.waitFor();
  }

  /** Takes the card by its head and drops it so many hours further down, or up. */
  async function dragHours(hours: number, { look }: { look: (ghost: Locator) => Promise<void> }): Promise<void> {
    const box = await card.boundingBox();
    if (box === null) throw new Error('the booking is not on the screen');
    await page.mouse.move(box.x + 20, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x + 20, box.y + 8 + hours * 56, { steps: 8 });
    await look(page.locator('[data-landing]'));
    await page.mouse.up();
  }

  test('a booking that is dragged to a free start moves there, and Undo takes it back', async () => {
    await book('Bench one');
    await dragHours(3, {
      async look(ghost) {
        await page.locator('[data-landing="free"]').waitFor();
        expect(await ghost.innerText()).toContain('13:00');
      },
    });
    await card.getByText('13:00').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await card.getByText('10:00').waitFor();
  });

  test('a booking that is dragged outside the hours says why, goes back and offers the next free start', async () => {
    await book('Bench two');
    await dragHours(8, {
      async look(ghost) {
        await page.locator('[data-landing="refused"]').waitFor();
        expect(await ghost.innerText()).toContain('Outside opening hours');
      },
    });
    await card.getByText('10:00').waitFor();
    await page.getByRole('button', { name: /^Move to/ }).click();
    const nextDay = page.locator(`[data-day="${date.add({ days: 1 }).toString()}"]`);
    await nextDay.getByText('Ada Lovelace').waitFor();
    await card.getByText('09:00').waitFor();
  });

  test('a booking moves by keyboard alone', async () => {
    await book('Bench three');
    await card.focus();
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Alt+ArrowDown');
    await page.locator('[data-landing="free"]').waitFor();
    await page.keyboard.press('Enter');
    await card.getByText('11:00').waitFor();
  });

  test('a click on free time opens a new booking at that time', async () => {
    await desk.go(`/calendar?date=${date.toString()}`);
    const column = page.locator(`[data-day="${date.toString()}"]`);
    const box = await column.boundingBox();
    if (box === null) throw new Error('no column');
    // Right of where events end, at a height that is on the screen.
    await page.mouse.click(box.x + box.width - 3, 640);
    await page.getByRole('dialog', { name: 'New booking' }).waitFor();
    expect(page.url()).toContain('new=1');
    await page.keyboard.press('Escape');
  });
});

describe('the catalogue', () => {
  test('an offering goes from a title to published, with hours painted on the way', async () => {
    await desk.go('/catalogue/new');
    await page.getByRole('textbox', { name: 'Title' }).fill('Zoë’s Maniküre & Pflege');
    expect(await page.getByRole('textbox', { name: 'Web address' }).inputValue()).toBe('zoes-manikuere-pflege');
    await page.getByRole('textbox', { name: 'Price' }).fill('45.50');
    await page.getByRole('combobox', { name: 'Lasts' }).fill('1 h 30');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByRole('heading', { level: 1, name: 'Zoë’s Maniküre & Pflege' }).waitFor();
    await page.getByLabel('Preview').getByText('1 h 30 min').waitFor();
    expect(await page.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);

    await page.getByRole('link', { name: 'Set hours' }).click();
    const week = page.getByRole('group', { name: 'Weekly hours, painted' });
    await week.waitFor();
    const box = await week.boundingBox();
    if (box === null) throw new Error('no week');
    const at = (day: number, hour: number) => [box.x + (box.width / 7) * (day - 0.5), box.y + hour * 30] as const;
    await page.mouse.move(...at(1, 9.1));
    await page.mouse.down();
    await page.mouse.move(...at(5, 16.9), { steps: 8 });
    await page.mouse.up();
    await page.getByText('40 h a week · not saved yet').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('40 h a week · saved').waitFor();
    await page
      .getByText(/starts$/)
      .first()
      .waitFor();

    await page.getByRole('link', { name: 'Edit offering' }).click();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Published', { exact: true }).waitFor();
  });

  test('a web address that another offering has is said at its field', async () => {
    const { id } = await addWorkbench(desk, 'Bench with a wish');
    await addWorkbench(desk, 'Bench with an address');
    await desk.go(`/catalogue/${id}`);
    const field = page.getByRole('textbox', { name: 'Web address' });
    await field.fill('bench-with-an-address');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Another offering has this address. Choose another.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('button', { name: 'Discard' }).click();
  });

  test('a price keeps its digits when the currency changes', async () => {
    const { id } = await addWorkbench(desk, 'Bench abroad');
    await desk.go(`/catalogue/${id}`);
    const price = page.getByRole('textbox', { name: 'Price' });
    const choose = async (code: string) => {
      const field = page.getByRole('combobox', { name: 'Currency' });
      await field.fill(code);
      await page.getByRole('option', { name: code }).waitFor();
      await field.press('ArrowDown');
      await field.press('Enter');
    };
    await choose('JPY');
    expect(await price.inputValue()).toBe('10');
    await choose('BHD');
    expect(await price.inputValue()).toBe('10.000');
    await page.getByRole('button', { name: 'Discard' }).click();
  });
});

describe('availability', () => {
  test('hours can be typed, copied and taken back', async () => {
    const { id } = await addWorkbench(desk, 'Bench with hours');
    await desk.go(`/availability?subject=${id}`);
    await page.getByText('56 h a week').waitFor();
    const hours = (day: string) => page.getByRole('textbox', { name: `${day}, hours` });
    await hours('Monday').fill('8-12, 13:30-18');
    await hours('Monday').press('Enter');
    await page.getByText('56.5 h a week · not saved yet').waitFor();
    await hours('Monday').hover();
    await page.getByRole('button', { name: 'Copy Monday to other days' }).click();
    await page.getByRole('menuitem', { name: 'Monday to Friday' }).click();
    await page.getByText('58.5 h a week · not saved yet').waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Take the last stroke back' }).click();
    await page.getByText('56.5 h a week · not saved yet').waitFor();
    await page.getByRole('button', { name: 'Save hours' }).click();
    await page.getByText('56.5 h a week · saved').waitFor();
    await hours('Sunday').fill('breakfast');
    await page.getByText('“breakfast” isn’t a time span.').first().waitFor();
    await page.keyboard.press('Escape');
  });

  test('a message from another screen covers nothing that hours are saved with', async () => {
    const { id } = await addWorkbench(desk, 'Bench below a message');
    await desk.go('/settings', 'text=Ask customers how it was');
    await page.getByRole('switch', { name: 'Ask customers how it was' }).press('Space');
    const message = page.getByRole('alert').filter({ hasText: /^Saved/ });
    // It stays for as long as somebody points at it.
    await message.hover();
    await desk.go(`/availability?subject=${id}`);
    await page.getByText('56 h a week').waitFor();
    await page.getByRole('textbox', { name: 'Monday, hours' }).fill('8-12');
    await page.getByRole('textbox', { name: 'Monday, hours' }).press('Enter');
    const bar = page.getByRole('region', { name: 'Hours not saved yet' });
    await bar.getByRole('button', { name: 'Save hours' }).waitFor();
    await message.hover();
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const overlap = async () => {
        const [above, below] = [await message.boundingBox(), await bar.boundingBox()];
        return (above?.y ?? 0) + (above?.height ?? 900) - (below?.y ?? 0);
      };
      await expect.poll(overlap).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await message.getByRole('button', { name: 'Dismiss' }).click();
    await bar.getByRole('button', { name: 'Discard' }).click();
  });

  test('a day off is closed to customers, with its reason', async () => {
    const { id } = await addWorkbench(desk, 'Bench on holiday');
    const date = wednesday();
    await desk.go(`/availability?subject=${id}`);
    await page.getByText('56 h a week').waitFor();
    await desk.go(`/availability?subject=${id}&tab=days`);
    await page.locator(`[data-date="${date.toString()}"]`).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('Stocktaking');
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByRole('listitem').filter({ hasText: 'Stocktaking' }).waitFor();
    await page.getByText('Weekly hours').click();
    await page.getByRole('switch', { name: 'Why not' }).click();
    const today = Temporal.Now.plainDateISO('Europe/Berlin');
    if (today.until(date).days > 6) await page.getByRole('button', { name: 'Later days' }).click();
    await page.getByText('Blocked: Stocktaking').first().waitFor();
  });
});

describe('integrations', () => {
  test('the snippet says what was picked', async () => {
    await desk.go('/integrations');
    await page.getByRole('textbox', { name: 'Words on the button' }).fill('Reserve "now"');
    await page.getByText('Floating button').click();
    const snippet = await page.getByLabel('Snippet').innerText();
    expect(snippet).toContain('data-label="Reserve &quot;now&quot;"');
    expect(snippet).toContain('data-mode="floating"');
    expect(snippet).toMatch(/^<script src="http:\/\/127\.0\.0\.1:\d+\/embed\/v1\/widget\.js" data-tenant="atlas" /);
  });

  test('an API key is shown once, and revoking asks', async () => {
    await desk.go('/integrations?tab=keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Accounting');
    await page.getByRole('button', { name: 'Make key' }).click();
    const token = await page.getByLabel('API key', { exact: true }).innerText();
    expect(token).toMatch(/^slk_live_/);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'Accounting' });
    await row.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('Revoked', { exact: true }).waitFor();
    expect(await page.content()).not.toContain(token);
  });

  test('a pairing code is large and says how long it is good for', async () => {
    await desk.go('/integrations?tab=devices');
    await page.getByRole('button', { name: 'Pair a device' }).click();
    await page.getByLabel(/^Pairing code/).waitFor();
    await page.getByText(/^Good for \d+:\d\d, once/).waitFor();
    await page.keyboard.press('Escape');
  });

  test('a calendar has an address and a code for phones', async () => {
    await desk.go('/integrations?tab=feeds');
    await page.getByRole('button', { name: 'Show QR code' }).first().click();
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    expect(await page.getByLabel('calendar address', { exact: true }).innerText()).toMatch(/\/calendar\/.+\.ics$/);
    await page.keyboard.press('Escape');
  });
});

describe('a first fetch that does not go on', () => {
  /** Another window, which its host tells in other words. */
  async function told(words: Readonly<Record<string, string>>): Promise<Page> {
    const other = await page.context().newPage();
    await other.routeWebSocket(/\/bridge$/, (here) => {
      const host = here.connectToServer();
      host.onMessage((said) => here.send(Object.entries(words).reduce((text, [from, to]) => text.replaceAll(from, to), String(said))));
    });
    await other.goto(`${desk.origin}/#/today`);
    await other.getByRole('heading', { name: /^Fetching/ }).waitFor();
    return other;
  }
  const fetching = { '"phase":"ready"': '"phase":"first_sync"' };

  test.each([
    ['the server breaks on it', '"stuck":null', '"stuck":"server"', 'The server answers that something is wrong with it'],
    ['this computer does', '"stuck":null', '"stuck":"here"', 'can’t be kept on this computer'],
    ['the server is gone', '"offlineSince":null', '"offlineSince":1767225600000', 'The server can’t be reached.'],
  ])('says that %s', async (_, from, to, text) => {
    const other = await told({ ...fetching, [from]: to });
    await other.getByRole('alert').getByText(text).waitFor();
    await expectNoViolations(other);
    await other.close();
  });
});
