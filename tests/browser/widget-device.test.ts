import { expect, test } from 'vitest';
import { fillIn, frameOf, widgetWorld } from './widget/world.ts';

test('a browser books under one random id of its own, and says it nowhere else', async () => {
  await using world = await widgetWorld();
  const book = async (times: number) => {
    const page = await world.open(frameOf('haircut'));
    for (let i = 0; i < times; i++) {
      await page.goto(page.url());
      await page.locator('.slot').first().click();
      await fillIn(page);
      await page.getByRole('button', { name: 'Confirm booking' }).click();
      await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    }
    await page.context().close();
  };
  await book(2);
  await book(1);
  const ids = world.fake.seen.filter(({ line }) => line === 'POST /checkout').map(({ device }) => device);
  expect(ids).toHaveLength(3);
  expect(ids.every((id) => /^[\w-]{16,64}$/.test(id ?? ''))).toBe(true);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
  expect(world.fake.seen.filter(({ line, device }) => device !== undefined && line !== 'POST /checkout')).toEqual([]);
});

test('a plan that is used up is told at once, and not tried again', async () => {
  await using world = await widgetWorld();
  const page = await world.open(frameOf('haircut'));
  await page.getByRole('button', { name: '13:30' }).click();
  await fillIn(page);
  let asked = 0;
  await page.route('**/checkout', (route) => {
    asked += 1;
    return route.fulfill({ status: 429, json: { error: 'quota_exceeded', message: 'Used up', details: {}, requestId: 'req_1' } });
  });
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByText('Nothing is free at the moment.').waitFor();
  expect(asked).toBe(1);
});
