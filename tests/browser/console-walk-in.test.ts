/** Somebody stands at the desk: from Today to booked without the mouse, every key counted. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addWorkbench, type Desk, openDesk } from './console-screens/world.ts';

const MOST_KEYS = 25;

let desk: Desk;
let page: Page;

beforeAll(async () => {
  desk = await openDesk();
  ({ page } = desk);
  await addWorkbench(desk, 'Letterpress');
});
afterAll(() => desk.close());

interface Fingers {
  press(key: string): Promise<void>;
  count(): number;
}

/** Counts what is pressed, and forbids that anything else moves. */
function fingers(): Fingers {
  let keys = 0;
  return {
    async press(key) {
      keys += 1;
      await page.keyboard.press(key);
    },
    count: () => keys,
  };
}

/** what has the focus, as it is called */
const focused = (name: string) =>
  page.waitForFunction((label) => {
    const { activeElement } = document;
    if (!(activeElement instanceof HTMLInputElement)) return false;
    return [...(activeElement.labels ?? [])].some((each) => each.innerText.replace(/\W+$/, '') === label);
  }, name);

test('a walk-in is booked with few keys beside the name', async () => {
  await desk.go('/today', 'h1');
  const { press, count } = fingers();
  await press('n');
  await focused('Offering');
  for (const letter of 'letter') await press(letter);
  await page.getByRole('option', { name: 'Letterpress' }).waitFor();
  await press('ArrowDown');
  await press('Enter');
  await focused('Customer');
  await page.keyboard.type('Walter Passing');
  await press('Enter');
  await page.getByText('Walter Passing').first().waitFor();
  await expect
    .poll(
      async () => (await desk.api<{ data: { customer: { name: string } }[] }>('GET', '/v1/api/bookings?limit=1')).data[0]?.customer.name,
    )
    .toBe('Walter Passing');
  expect(count()).toBeLessThanOrEqual(MOST_KEYS);
});
