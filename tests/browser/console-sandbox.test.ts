import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsInLightAndDark } from './axe.ts';
import { slowLine } from './console-screens/slowLine.ts';
import { type Desk, openDesk } from './console-screens/world.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

describe('the sandbox', () => {
  test('is entered from the menu of the house, stands under its banner everywhere, and is left again', async () => {
    const { page } = desk;
    const banner = page.getByRole('region', { name: 'Sandbox' });
    await page.getByRole('button', { name: /account and appearance/ }).click();
    await page.getByRole('menuitem', { name: 'Try things in the sandbox' }).click();
    await banner.getByText('Sandbox: nothing here is real').waitFor();
    await banner.getByText('(as it is now)').waitFor();

    await banner.getByRole('button', { name: '+1 day' }).click();
    await banner.getByText('(1 day ahead)').waitFor();
    await banner.getByRole('button', { name: '+1 hour' }).click();
    await banner.getByText('(1 day 1 hour ahead)').waitFor();

    for (const [screen, shows] of [
      ['/calendar', '[data-day]'],
      ['/integrations?tab=keys', 'text=New key'],
    ] as const) {
      await desk.go(screen, shows);
      await banner.waitFor();
      expect((await violationsInLightAndDark(page)).map((each) => `${screen} ${each}`)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    expect((await banner.boundingBox())?.height).toBeLessThan(48);
    await banner.getByRole('button', { name: 'Options' }).click();
    await page.getByRole('menuitem', { name: '+1 hour' }).waitFor();
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1440, height: 900 });

    await banner.getByRole('button', { name: 'Back to now' }).click();
    await banner.getByText('(as it is now)').waitFor();
    await banner.getByRole('button', { name: /^Back to Atlas/ }).click();
    await banner.waitFor({ state: 'detached' });
    await desk.go('/integrations?tab=keys', 'text=Test keys');
    await page.getByRole('region', { name: 'Test keys' }).getByText('slk_test_').waitFor();
  });

  test('whoever goes on before the answer to leaving it is here stays where they went', async () => {
    const page = await desk.page.context().newPage();
    const line = await slowLine(page, 'answers', 'sandbox.leave');
    await page.goto(`${desk.origin}/#/calendar`);
    const ways: string[] = [];
    await page.exposeFunction('goneTo', (hash: string) => ways.push(hash));
    await page.evaluate("addEventListener('hashchange', () => goneTo(location.hash))");
    await page.getByRole('button', { name: /account and appearance/ }).click();
    await page.getByRole('menuitem', { name: 'Try things in the sandbox' }).click();
    const banner = page.getByRole('region', { name: 'Sandbox' });
    await banner.getByText('(as it is now)').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    // Not by way of an address that sends them on a moment later, when they may have gone elsewhere.
    await expect.poll(() => ways).toEqual(['#/today']);
    await banner.getByRole('button', { name: /^Back to Atlas/ }).click();
    await banner.waitFor({ state: 'detached' });
    await expect.poll(() => line.held.length).toBe(1);
    await page.goto(`${desk.origin}/#/coupons`);
    await page.getByRole('heading', { level: 1, name: 'Coupons' }).waitFor();
    line.release();
    // What is asked after it is answered after it.
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/^Search/).fill('hoffmann');
    await page
      .getByRole('option', { name: /Hoffmann/ })
      .first()
      .waitFor();
    expect(new URL(page.url()).hash).toBe('#/coupons');
    await page.close();
  });
});
