import { describe, expect, test } from 'vitest';
import { frameOf, type World, widgetWorld } from './widget/world.ts';

const customer = { name: 'Mara', email: 'mara@example.com' };

const booked = ({ fake }: World, startsAt: string): string =>
  fake.business.checkout({ offeringId: 'off_cut', startsAt, customer }).manageUrl;

describe('the manage link', () => {
  test('its token leaves the address at once, and a reload still knows it', async () => {
    await using world = await widgetWorld();
    const page = await world.open(booked(world, '2026-11-23T09:30:00.000Z'));
    await page.getByText('Free cancellation until').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await page.reload();
    await page.getByText('Free cancellation until').waitFor();
  });

  test('of a request says that it costs nothing until it is confirmed', async () => {
    await using world = await widgetWorld();
    const manageUrl = booked(world, '2026-11-23T09:30:00.000Z');
    for (const one of world.fake.business.bookings.values()) one.status = 'PENDING';
    const page = await world.open(manageUrl);
    await page.getByText('Free cancellation until it is confirmed').waitFor();
  });

  test('without its token it shows nothing of the booking', async () => {
    await using world = await widgetWorld();
    const [path = ''] = booked(world, '2026-11-23T09:30:00.000Z').split('#');
    const page = await world.open(path);
    await page.getByText('This link is incomplete').waitFor();
    expect(world.fake.seen.some(({ line }) => line.includes('/bookings/'))).toBe(false);
  });

  test('a forged one says so, and leads to what can be booked', async () => {
    await using world = await widgetWorld();
    const [path = ''] = booked(world, '2026-11-23T09:30:00.000Z').split('#');
    const page = await world.open(`${path}#t=forged`);
    await page.getByText('This link is incomplete or no longer valid').waitFor();
    expect(await page.getByRole('link', { name: 'See everything that can be booked' }).getAttribute('href')).toBe('/s/atlas');
    world.complaints.splice(0);
  });

  test('a cancellation shows the refund first and sends what was shown', async () => {
    await using world = await widgetWorld();
    const page = await world.open(booked(world, '2026-11-23T09:30:00.000Z'));
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByText('You get everything back: €45.00.').waitFor();
    expect(world.fake.business.bookings.get('bkg_1')?.status).toBe('CONFIRMED');
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByText('Your booking is cancelled.').waitFor();
    expect(world.fake.seen.at(-1)).toMatchObject({ line: 'POST /bookings/bkg_1/cancel', body: { expectedRefundPercent: 100 } });
    expect(await page.getByRole('button', { name: 'Cancel booking' }).count()).toBe(0);
  });

  test('a deadline that passes while they think is shown, and asked about again', async () => {
    await using world = await widgetWorld();
    const page = await world.open(booked(world, '2026-11-21T08:30:00.000Z'));
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByText('You get everything back').waitFor();
    await world.pass(page, 60);
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByText('You get €22.50 back.').waitFor();
    expect(world.fake.business.bookings.get('bkg_1')?.status).toBe('CONFIRMED');
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByText('Refund: €22.50').waitFor();
  });

  test('a booking moves to another time, and a time that was taken meanwhile is not given', async () => {
    await using world = await widgetWorld();
    const page = await world.open(booked(world, '2026-11-23T09:30:00.000Z'));
    await page.getByRole('button', { name: 'Change the time' }).click();
    await page.getByRole('button', { name: '12:45' }).click();
    world.fake.business.fillUp('haircut', '2026-11-23T11:45:00.000Z');
    await page.getByRole('button', { name: 'Move booking' }).click();
    await page.getByText('That time has just been taken.').waitFor();
    await page.getByRole('button', { name: '13:30' }).click();
    await page.getByRole('button', { name: 'Move booking' }).click();
    await page.getByText('Your booking has moved.').waitFor();
    expect(await page.locator('.receipt').innerText()).toContain('Mon 23 Nov, 13:30–14:15');
    expect(world.fake.business.bookings.get('bkg_1')?.items[0]?.startsAt).toBe('2026-11-23T12:30:00.000Z');
  });

  test('where they may no longer move it, it says until when they could, and a cancellation is still theirs', async () => {
    await using world = await widgetWorld();
    const link = booked(world, '2026-11-23T09:30:00.000Z');
    const booking = world.fake.business.bookings.get('bkg_1');
    if (!booking) throw new Error('no booking');
    Object.assign(booking, { may: { cancel: true, reschedule: false }, moveUntil: '2026-11-20T09:30:00.000Z' });
    const page = await world.open(link);
    await page.getByText(/You could change the time until .*10:30. To change it now, please ask us./).waitFor();
    expect(await page.getByRole('button', { name: 'Change the time' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Cancel booking' }).count()).toBe(1);
    Object.assign(booking, { moveUntil: null });
    await page.reload();
    await page.getByText('To change the time, please ask us.', { exact: true }).waitFor();
  });

  test('is on the receipt, and opens the booking', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('haircut'));
    await page.getByRole('button', { name: '13:30' }).click();
    await page.getByLabel('Name').fill('Mara');
    await page.getByLabel('Email').fill('mara@example.com');
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'Change or cancel this booking' }).click(),
    ]);
    await opened.getByRole('heading', { name: 'Your booking' }).waitFor();
  });
});
