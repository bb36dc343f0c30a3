import { describe, expect, test } from 'vitest';
import { appIn, fillIn, frameOf, phone, tabTo, widgetWorld } from './widget/world.ts';

const HALF_PAST_ONE = '2026-11-20T12:30:00.000Z';

describe('booking', () => {
  test('the whole flow goes by keyboard alone on a phone, from the button to the receipt', async () => {
    await using world = await widgetWorld();
    const host = await world.host('<script $loader data-label="Book now"></script>');
    const page = await world.open(host.origin);
    await page.getByRole('button', { name: 'Book now' }).focus();
    await page.keyboard.press('Enter');
    const app = await appIn(page);
    await tabTo(page, app, /^Haircut/);
    await page.keyboard.press('Enter');
    await app.locator('.slot').first().waitFor();
    await tabTo(page, app, /^Sat 21/);
    await page.keyboard.press('Space');
    await tabTo(page, app, /^13:30$/);
    await page.keyboard.press('Enter');
    await app.getByRole('heading', { name: 'Your details' }).waitFor();
    await app.getByText('including tax').waitFor();
    await tabTo(page, app, /^Name/);
    await page.keyboard.type('Mara Lindqvist');
    await tabTo(page, app, /^Email/);
    await page.keyboard.type('mara@example.com');
    await page.keyboard.press('Enter');
    await app.getByRole('heading', { name: 'You’re booked' }).waitFor();
    expect(await app.locator('.receipt').innerText()).toMatch(/Haircut[^]*Sat 21 Nov, 13:30.14:15[^]*Torstraße 12[^]*K7M2QX[^]*€45\.00/);
    expect(await app.evaluate(() => document.activeElement?.textContent)).toBe('You’re booked');
    expect([...world.fake.business.bookings.values()].map(({ customer }) => customer.email)).toEqual(['mara@example.com']);
  });

  test('a field left out is named beside it, and the first of them gets the focus', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('haircut'));
    await page.getByRole('button', { name: '13:30' }).click();
    await page.getByText('including tax').waitFor();
    await page.getByLabel('Name').fill('Mara');
    await page.getByLabel('Email').fill('mara.example.com');
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    const email = page.getByLabel('Email');
    expect(await email.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await email.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator(`#${await email.getAttribute('aria-describedby')}`).textContent()).toContain('like name@example.com');
    expect(world.fake.seen.some(({ line }) => line === 'POST /checkout')).toBe(false);
  });

  test('a field that only the server finds wrong says what it should be, gets the focus, and nothing else is blamed', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('haircut'));
    await page.getByRole('button', { name: '13:30' }).click();
    await fillIn(page);
    await page.getByLabel('Email').fill('mara@example..com');
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByText('Enter an email address like name@example.com').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await expect.poll(() => page.getByLabel('Email').evaluate((field) => field === document.activeElement)).toBe(true);
    world.complaints.splice(0);
  });

  test('an offering that the business approves is a request, and says so', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('daylight-studio'));
    await page.getByRole('button', { name: 'How long: more' }).click();
    await page.getByRole('button', { name: '14:00' }).click();
    await page.getByText('€120.00').waitFor();
    await fillIn(page);
    await page.getByRole('button', { name: 'Request booking' }).click();
    await page.getByRole('heading', { name: 'Request sent' }).waitFor();
    expect(await page.locator('.receipt').innerText()).toContain('14:00–16:00');
  });

  test('a duration can be stretched as far as the time is free, and no further', async () => {
    await using world = await widgetWorld();
    for (const day of [21, 23, 24, 25, 26]) world.fake.business.closed.add(`2026-11-${day}`);
    world.fake.business.take({ offeringId: 'off_studio', startsAt: '2026-11-20T12:00:00.000Z' }, { until: Infinity });
    world.fake.business.take({ offeringId: 'off_studio', startsAt: '2026-11-20T16:00:00.000Z' }, { until: Infinity });
    const page = await world.open(frameOf('daylight-studio'));
    await page.getByRole('button', { name: '14:00' }).waitFor();
    const more = page.getByRole('button', { name: 'How long: more' });
    await more.click();
    await more.click();
    await page.getByRole('group', { name: 'How long' }).getByText('3 hours').waitFor();
    expect(await page.locator('.sum').innerText()).toContain('€180.00 3 hours');
    await expect.poll(() => page.locator('.slot').allInnerTexts()).toEqual(['10:00', '14:00']);
    expect(await more.getAttribute('aria-disabled')).toBe('true');
  });

  test('the sum of several is said before a time is chosen', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('bicycle'));
    await page.getByRole('button', { name: 'How many: more' }).click();
    await expect.poll(() => page.locator('.sum').innerText()).toMatch(/BHD.25\.000 1 day · 2 places/);
  });

  test('the browser’s back button leads back to the times, gives the slot back and keeps what was typed', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('haircut'));
    await page.getByRole('button', { name: '13:30' }).click();
    await fillIn(page);
    await page.goBack();
    await page.getByRole('heading', { name: 'When?' }).waitFor();
    await expect.poll(() => world.fake.seen.some(({ line }) => line.startsWith('DELETE /holds/'))).toBe(true);
    await page.getByRole('button', { name: '13:30' }).click();
    expect(await page.getByLabel('Email').inputValue()).toBe('mara@example.com');
  });

  test('one of several people can be asked for', async () => {
    await using world = await widgetWorld();
    world.fake.business.take({ offeringId: 'off_cut', startsAt: HALF_PAST_ONE, resourceId: 'res_ben' }, { until: Infinity });
    const page = await world.open(frameOf('haircut'));
    await page.getByRole('button', { name: '13:30' }).waitFor();
    await page.getByRole('radio', { name: 'Ben' }).press('Space');
    await page.getByRole('button', { name: '13:30' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '14:15' }).click();
    await page.getByText('with Ben').waitFor();
    expect(world.fake.business.takings.at(-1)?.resourceId).toBe('res_ben');
  });
});

describe('a time is held while the form is filled in', () => {
  test('it is let go of on going back, and taken again on another pick', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('morning-yoga'));
    await page.getByRole('button', { name: '13:00' }).click();
    await page.getByText('Held for you').waitFor();
    expect(world.fake.business.takings).toHaveLength(1);
    await page.getByRole('button', { name: 'Back' }).click();
    await expect.poll(() => world.fake.business.takings).toEqual([]);
    await page.getByRole('button', { name: '15:00' }).click();
    await page.getByText('Held for you').waitFor();
    expect(world.fake.business.takings.map(({ start }) => start)).toEqual([Date.parse('2026-11-20T14:00:00Z')]);
  });

  test('it is let go of when the customer leaves', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('morning-yoga'));
    await page.getByRole('button', { name: '13:00' }).click();
    await page.getByText('Held for you').waitFor();
    await page.goto('about:blank');
    await expect.poll(() => world.fake.business.takings).toEqual([]);
  });

  test('the countdown speaks at two minutes and at the end; what was held can be booked after it all the same', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('haircut'));
    await page.getByRole('button', { name: '13:30' }).click();
    await fillIn(page);
    const spoken = page.getByRole('status').filter({ hasText: 'two more minutes' });
    expect(await spoken.count()).toBe(0);
    await world.pass(page, 8);
    await spoken.waitFor();
    await world.pass(page, 2.1);
    await page.getByRole('alert').filter({ hasText: 'no longer hold this time' }).waitFor();
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
  });

  test('a hold that only the server knows to be over does not stop the booking', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('haircut'));
    await page.getByRole('button', { name: '13:30' }).click();
    await fillIn(page);
    await page.getByText('including tax').waitFor();
    world.fake.business.takings.length = 0;
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    expect(world.fake.business.bookings.size).toBe(1);
  });
});

describe('somebody else was faster', () => {
  test('while the slot was being picked: it is said at once, with the nearest free ones', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('morning-yoga'));
    await page.getByRole('button', { name: '13:00' }).waitFor();
    world.fake.business.fillUp('morning-yoga', '2026-11-20T12:00:00.000Z');
    await page.getByRole('button', { name: '13:00' }).click();
    const notice = page.getByRole('alert');
    await notice.getByText('That time has just been taken.').waitFor();
    expect(await notice.getByRole('button').allInnerTexts()).toEqual(['Fri 20 Nov, 11:00', 'Fri 20 Nov, 15:00', 'Fri 20 Nov, 17:00']);
    await expect.poll(() => page.getByRole('button', { name: '13:00' }).count()).toBe(0);
  });

  test('while they typed: nothing typed is lost, and another time is two taps away', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('morning-yoga'));
    await page.getByRole('button', { name: '13:00' }).click();
    await fillIn(page);
    await page.getByLabel('Anything we should know?').fill('I bring my own mat');
    await world.pass(page, 11);
    world.fake.business.fillUp('morning-yoga', '2026-11-20T12:00:00.000Z');
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'What you typed is kept.' });
    await notice.getByRole('button', { name: '15:00' }).click();
    await notice.waitFor({ state: 'detached' });
    await page.getByText('Fri 20 Nov, 15:00–16:00').waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe('mara@example.com');
    await page.getByText('€15.00').waitFor();
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    const [booking] = [...world.fake.business.bookings.values()];
    expect(booking).toMatchObject({ customerNotes: 'I bring my own mat', items: [{ startsAt: '2026-11-20T14:00:00.000Z' }] });
  });
});

describe('a network that fails', () => {
  test('a lost answer is asked for again under the same key, and books once', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('morning-yoga'));
    await page.getByRole('button', { name: '13:00' }).click();
    await fillIn(page);
    await page.getByText('€15.00').waitFor();
    world.fake.lose = /POST \/checkout/;
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('alert').filter({ hasText: 'nothing you typed is lost' }).waitFor();
    world.fake.lose = null;
    await page.clock.runFor(4000);
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    const keys = world.fake.seen.filter(({ line }) => line === 'POST /checkout').map(({ key }) => key);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    expect(world.fake.business.bookings.size).toBe(1);
  });

  test('an order corrected after a lost answer is not a second booking', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('morning-yoga'));
    await page.getByRole('button', { name: '13:00' }).click();
    await fillIn(page);
    await page.getByText('€15.00').waitFor();
    world.fake.lose = /POST \/checkout/;
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    const failed = page.getByRole('alert').filter({ hasText: 'We can’t reach the booking service' });
    await expect.poll(async () => (await page.clock.runFor(9000), failed.count()), { timeout: 20_000 }).toBe(1);
    world.fake.lose = null;
    await page.getByLabel('Email').fill('mara.lindqvist@example.com');
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    expect([...world.fake.business.bookings.values()].map(({ customer }) => customer.email)).toEqual(['mara@example.com']);
  });

  test('a server that is down says so, and the flow goes on when it is back', async () => {
    await using world = await widgetWorld();
    world.fake.down = true;
    const page = await world.open(frameOf('haircut'));
    const retry = page.getByRole('button', { name: 'Try again' });
    await expect.poll(async () => (await page.clock.runFor(9000), retry.count()), { timeout: 20_000 }).toBe(1);
    world.fake.down = false;
    await retry.click();
    await page.getByRole('button', { name: '13:30' }).waitFor();
  });
});

describe('times, zones and money', () => {
  test('a customer elsewhere sees both clocks, and the zone by its name', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('tea-walk'), { ...phone, timezoneId: 'America/Los_Angeles' });
    await page.getByText('Times in Japan Standard Time').waitFor();
    const first = page.locator('.slot').first();
    await page.getByRole('button', { name: '09:00 Fri 16:00 your time', exact: true }).first().waitFor();
    expect(await first.locator('[aria-hidden]').innerText()).toBe('Fri 16:00');
    expect(await page.locator('.summary').innerText()).toContain('JP¥12,000');
    await first.click();
    await page.getByText(/ if you cancel by .* \(Japan Standard Time\)$/).waitFor();
  });

  test('whose own clock is half a day away and of twelve hours, still one line says it', async () => {
    await using world = await widgetWorld();
    const abroad = { locale: 'en-US', timezoneId: 'Pacific/Auckland' };
    for (const width of [320, 340, 390, 800]) {
      const page = await world.open(frameOf('haircut'), { ...phone, ...abroad, viewport: { width, height: 844 } });
      await page
        .getByRole('button', { name: /Sat \d+:\d\d AM your time/ })
        .first()
        .waitFor();
      const heights = await page.locator('.slot small').evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
      expect(Math.max(...heights), `${width}`).toBeLessThan(25);
    }
  });

  test('a customer in a zone with the same clock is not bothered with it', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('haircut'), { ...phone, timezoneId: 'Europe/Paris' });
    await page.getByRole('button', { name: '13:30' }).waitFor();
    expect(await page.getByText('your time').count()).toBe(0);
  });

  test('the Bahraini dinar has three decimals', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('bicycle'));
    await page.getByText(/BHD.12\.500/).waitFor();
  });

  test('the last few places say how many are left', async () => {
    await using world = await widgetWorld();
    world.fake.business.take({ offeringId: 'off_class', startsAt: '2026-11-20T12:00:00.000Z', quantity: 10 }, { until: Infinity });
    const page = await world.open(frameOf('morning-yoga'));
    await page.getByRole('button', { name: /13:00.*2 left/ }).waitFor();
    expect(await page.getByText('left').count()).toBe(1);
    await page.getByRole('button', { name: 'How many: more' }).click();
    await page.getByRole('button', { name: 'How many: more' }).click();
    await expect.poll(() => page.getByRole('button', { name: /13:00/ }).count()).toBe(0);
  });
});

describe('when there is nothing to pick', () => {
  test('a first week with nothing free is skipped; a later one says where the next free time is', async () => {
    await using world = await widgetWorld();
    for (const day of [20, 21, 23, 24, 25, 26]) world.fake.business.closed.add(`2026-11-${day}`);
    for (const day of ['2026-12-04', '2026-12-05', '2026-12-07', '2026-12-08', '2026-12-09', '2026-12-10'])
      world.fake.business.closed.add(day);
    const page = await world.open(frameOf('haircut'));
    await page.getByRole('button', { name: /^Fri 27 November 2026/, pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Later days' }).click();
    await page.getByText('Nothing is free in these days.').waitFor();
    await page.getByRole('button', { name: 'Next free: Fri 11 Dec, 09:00' }).click();
    await page.getByRole('button', { name: /^Fri 11 December 2026/, pressed: true }).waitFor();
    await page.getByRole('button', { name: '09:00' }).waitFor();
  });

  test('an offering that is gone leads to those that are not', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('no-such-thing'));
    await page.getByText('This can’t be booked any more.').waitFor();
    await page.getByRole('button', { name: 'See everything that can be booked' }).click();
    await page.getByRole('button', { name: /^Haircut/ }).waitFor();
  });
});

test('a page whose rest the server no longer has says so, instead of waiting for a price', async () => {
  await using world = await widgetWorld();
  const page = await world.open(frameOf('haircut'));
  await page.route(/\/paying-[^/]*\.js$/, (route) => route.fulfill({ status: 404 }));
  await page.getByRole('button', { name: '13:30' }).click();
  await page.getByText('This page is out of date. Please load it again').waitFor();
});

test('on a phone the times come on the first screen of an offering’s page, before what there is to read', async () => {
  await using world = await widgetWorld();
  const page = await world.open('/s/atlas/o/haircut', phone);
  const time = await page.locator('.slot').first().boundingBox();
  expect((time?.y ?? 844) + (time?.height ?? 0)).toBeLessThan(844);
  const read = await page.getByRole('heading', { name: 'Cancellation' }).boundingBox();
  expect(read?.y).toBeGreaterThan(time?.y ?? Infinity);
});
