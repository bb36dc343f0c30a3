import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { appIn, desktop, expectAccessible, fillIn, phone, widgetWorld } from './widget/world.ts';

const button = '<script $loader data-offering="haircut" data-label="Book a haircut" async></script>';

/** Collects the widget's events on the page's document from now on. */
async function listen(page: Page): Promise<() => Promise<[string, unknown][]>> {
  await page.evaluate(() => {
    const heard: [string, unknown][] = [];
    Object.assign(window, { heard });
    for (const name of ['open', 'close', 'booked'])
      document.addEventListener(`slotkeeper:${name}`, (event) => heard.push([name, (event as CustomEvent).detail]));
  });
  return () => page.evaluate(() => (window as unknown as { heard: [string, unknown][] }).heard);
}

describe('the button on a business’s own page', () => {
  test('opens a labelled dialog under the page’s strict policy, takes the focus and gives it back', async () => {
    await using world = await widgetWorld();
    const page = await world.open((await world.host(button)).origin);
    const book = page.getByRole('button', { name: 'Book a haircut' });
    await book.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Book a haircut' });
    await dialog.waitFor();
    expect(await dialog.getAttribute('aria-modal')).toBe('true');
    const app = await appIn(page);
    await app.locator('.slot').first().waitFor();
    expect(await app.evaluate(() => document.activeElement?.textContent)).toBe('When?');
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflow)).toBe('hidden');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await book.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element)).toBe(true);
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.documentElement).overflow)).toBe('visible');
  });

  test('is out of reach of the page’s styles, and leaves none of its own behind', async () => {
    await using world = await widgetWorld();
    const page = await world.open((await world.host(button)).origin);
    const look = await page.getByRole('button', { name: 'Book a haircut' }).evaluate((element) => {
      const { color, borderTopWidth, opacity } = getComputedStyle(element);
      return { color, borderTopWidth, opacity, host: getComputedStyle((element.getRootNode() as ShadowRoot).host).opacity };
    });
    expect(look).toEqual({ color: 'rgb(255, 255, 255)', borderTopWidth: '0px', opacity: '1', host: '1' });
    expect(await page.evaluate(() => document.querySelectorAll('style').length + document.adoptedStyleSheets.length)).toBe(0);
  });

  test('a closed dialog keeps what was typed; the close button and the ground around it close it too', async () => {
    await using world = await widgetWorld();
    const page = await world.open((await world.host(button)).origin, desktop);
    const heard = await listen(page);
    await page.getByRole('button', { name: 'Book a haircut' }).click();
    const app = await appIn(page);
    await app.getByRole('button', { name: '13:30' }).click();
    await fillIn(app);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Book a haircut' }).click();
    expect(await app.getByLabel('Email').inputValue()).toBe('mara@example.com');
    await page.mouse.click(20, 20);
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(async () => (await heard()).map(([name]) => name)).toEqual(['open', 'close', 'open', 'close']);
  });

  test('a booking is told to the page, and the next opening begins afresh', async () => {
    await using world = await widgetWorld();
    const page = await world.open((await world.host(button)).origin);
    const heard = await listen(page);
    await page.getByRole('button', { name: 'Book a haircut' }).click();
    const app = await appIn(page);
    await app.getByRole('button', { name: '13:30' }).click();
    await fillIn(app);
    await app.getByRole('button', { name: 'Confirm booking' }).click();
    await app.getByRole('heading', { name: 'You’re booked' }).waitFor();
    const detail = { bookingId: 'bkg_1', confirmationCode: 'K7M2QX', startsAt: '2026-11-20T12:30:00.000Z' };
    expect(await heard()).toEqual([
      ['open', null],
      ['booked', detail],
    ]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Book a haircut' }).click();
    expect(await (await appIn(page)).locator('h2').textContent()).toBe('When?');
  });

  test('several on one page open each its own offering; only one dialog is ever open; a second loading changes nothing', async () => {
    await using world = await widgetWorld();
    const scripts = `${button}<script $loader data-offering="daylight-studio" data-label="Book the studio" data-mode="floating"></script>`;
    const page = await world.open((await world.host(scripts)).origin, desktop);
    const heard = await listen(page);
    await page.getByRole('button', { name: 'Book the studio' }).click();
    expect(await (await appIn(page)).locator('h1').textContent()).toBe('Daylight studio');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Book a haircut' }).click();
    expect(await (await appIn(page)).locator('h1').textContent()).toBe('Haircut');
    await page.evaluate(`Slotkeeper.open({ offering: 'morning-yoga' })`);
    await expect.poll(() => page.getByRole('dialog').count()).toBe(1);
    expect(await (await appIn(page)).locator('h1').textContent()).toBe('Morning yoga');
    await page.evaluate('Slotkeeper.close()');
    expect((await heard()).filter(([name]) => name === 'open')).toHaveLength(3);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('a button that names no offering asks which, whatever a button before it names', async () => {
    await using world = await widgetWorld();
    const scripts = `<script $loader data-offering="haircut" data-label="Book a haircut" data-color="#9a3412"></script><script $loader></script>`;
    const page = await world.open((await world.host(scripts)).origin);
    await page.getByRole('button', { name: 'Book now' }).click();
    const app = await appIn(page);
    await app.getByRole('heading', { name: 'What would you like to book?' }).waitFor();
    expect(new URL(app.url()).searchParams.get('color')).toBe(null);
  });

  test('inline, the flow stands in the page, as tall as it is, and leaves the focus where it was', async () => {
    await using world = await widgetWorld();
    const page = await world.open((await world.host('<script $loader data-offering="haircut" data-mode="inline"></script>')).origin);
    const app = await appIn(page);
    await app.locator('.slot').first().waitFor();
    const missing = async () => {
      const height = await page.locator('iframe').evaluate((iframe) => iframe.getBoundingClientRect().height);
      return (await app.evaluate(() => document.getElementById('slotkeeper')?.scrollHeight ?? 0)) - height;
    };
    await expect.poll(missing).toBe(0);
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    await app.getByRole('button', { name: 'Show the month' }).click();
    await app.locator('.month').waitFor();
    await expect.poll(missing).toBe(0);
  });

  test('white text on a colour that hardly carries it darkens the colour', async () => {
    await using world = await widgetWorld();
    const page = await world.open((await world.host('<script $loader data-label="Go" data-color="#0D9488"></script>')).origin, phone);
    const { color, backgroundColor } = await page.getByRole('button', { name: 'Go' }).evaluate((element) => {
      const computed = getComputedStyle(element);
      return { color: computed.color, backgroundColor: computed.backgroundColor };
    });
    expect(color).toBe('rgb(255, 255, 255)');
    expect(backgroundColor).not.toBe('rgb(13, 148, 136)');
    await expectAccessible(page);
  });
});

describe('what others say to the widget', () => {
  const forged = { wire: 'slotkeeper/1', id: 'w1', type: 'booked', detail: { bookingId: 'bkg_forged' } };

  test('a booking claimed by another window, another origin or under another tag is not passed on', async () => {
    await using world = await widgetWorld();
    const page = await world.open((await world.host('<script $loader data-offering="haircut" data-mode="inline"></script>')).origin);
    const heard = await listen(page);
    const app = await appIn(page);
    await page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const stranger = Object.assign(document.createElement('iframe'), { src, onload: resolve });
          document.body.prepend(stranger);
        }),
      `${world.fake.origin}/embed/v1/frame?tenant=atlas&offering=haircut&id=w1`,
    );
    const stranger = page.frames().find((frame) => frame.url().endsWith('id=w1'));
    // The page itself, another frame of the right origin, and the right frame under wrong tags.
    await page.evaluate((message) => window.postMessage(message, '*'), forged);
    await stranger?.evaluate((message) => window.parent.postMessage(message, '*'), forged);
    await app.evaluate((message) => window.parent.postMessage({ ...message, wire: 'slotkeeper/0' }, '*'), forged);
    await app.evaluate((message) => window.parent.postMessage({ ...message, id: 'w2' }, '*'), forged);
    // The same words from where they may come from do arrive, and after all the others.
    await app.evaluate((message) => window.parent.postMessage({ ...message, detail: 'the real one' }, '*'), forged);
    await expect.poll(heard).toEqual([['booked', 'the real one']]);
  });

  test('the app listens to the page that it was made for, and to no other window', async () => {
    await using world = await widgetWorld();
    const page = await world.open((await world.host(button)).origin);
    await page.getByRole('button', { name: 'Book a haircut' }).click();
    const app = await appIn(page);
    const mode = () => app.evaluate(() => document.documentElement.dataset.mode);
    await expect.poll(mode).toBe('modal');
    const inline = { wire: 'slotkeeper/1', id: 'w1', type: 'shown', mode: 'inline' };
    await app.evaluate((message) => window.postMessage(message, '*'), inline);
    await app.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    expect(await mode()).toBe('modal');
  });

  test('a page that names another origin as its own hears nothing', async () => {
    await using world = await widgetWorld();
    const page = await world.open((await world.host(button)).origin);
    const said = await page.evaluate(async (src) => {
      const heard: unknown[] = [];
      addEventListener('message', ({ data }) => heard.push(data));
      const iframe = Object.assign(document.createElement('iframe'), { src });
      const loaded = new Promise((resolve) => iframe.addEventListener('load', resolve));
      document.body.append(iframe);
      await loaded;
      return heard;
    }, `${world.fake.origin}/embed/v1/frame?tenant=atlas&offering=haircut&id=w9&parent=https://bank.example`);
    expect(said).toEqual([]);
    // The browser itself says that the message was addressed to somebody else.
    await expect.poll(() => world.complaints.join()).toContain('https://bank.example');
    world.complaints.splice(0);
  });
});
