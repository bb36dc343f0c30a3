import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { violationsOn } from '../axe.ts';
import { addWorkbench, type Desk, openDesk, typeIntoFocused } from './world.ts';

let desk: Desk;
let page: Page;

beforeAll(async () => {
  desk = await openDesk();
  ({ page } = desk);
  page.on('dialog', (dialog) => void dialog.accept());
});
// What one test left unsaved is not the next one's.
afterEach(() => page.reload());
afterAll(() => desk.close());

interface Shown {
  addOns: { key: string; name: string; priceCents: number }[];
  questions: unknown[];
  durations: unknown[];
  nights: unknown;
  attributes: Record<string, unknown>;
  categories: string[];
}

const shown = (id: string) => desk.api<Shown>('GET', `/v1/api/offerings/${id}`);
const button = (name: string) => page.getByRole('button', { name, exact: true });
const unfold = (name: string) => page.getByRole('button', { name, expanded: false }).click();
const saved = () => button('Save changes').waitFor({ state: 'detached' });

async function edit(title: string): Promise<string> {
  const { id } = await addWorkbench(desk, title);
  await desk.go(`/catalogue/${id}`, 'text=Published');
  return id;
}

async function choose(field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).last().click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

async function typeTags(label: string, tags: readonly string[]): Promise<void> {
  const field = page.getByLabel(label, { exact: true }).first();
  for (const tag of tags) {
    await field.fill(tag);
    await field.press('Enter');
  }
}

async function violations(): Promise<string[]> {
  // A tooltip stands outside of everything, for as long as something is pointed at.
  await page.mouse.move(0, 0);
  await page.locator('[role=tooltip]').waitFor({ state: 'detached' });
  return violationsOn(page);
}

async function mustFitAPhone(): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
}

describe('an offering in full', () => {
  test('is short until more of it is asked for', async () => {
    await desk.go('/catalogue/new', 'text=Save draft');
    expect(await page.locator('h3 button[aria-expanded=false]').count()).toBe(7);
    expect(await page.getByRole('textbox', { name: 'Question' }).count()).toBe(0);
  });

  test('its add-ons keep their keys when they are renamed, and take the order that they are dragged into', async () => {
    const id = await edit('Bench with add-ons');
    await unfold('Add-ons');
    for (const name of ['Extra towels', 'Extra towels']) {
      await button('Add an add-on').click();
      await typeIntoFocused(page, name);
    }
    await page.getByRole('textbox', { name: 'Price' }).last().fill('3.50');
    await button('Save changes').click();
    await saved();
    await expect
      .poll(async () => (await shown(id)).addOns.map(({ key, priceCents }) => [key, priceCents]))
      .toEqual([
        ['extraTowels', 0],
        ['extraTowels2', 350],
      ]);

    await page.getByRole('textbox', { name: 'Name', exact: true }).first().fill('Bathrobe');
    const [from, to] = await Promise.all([button('Move Bathrobe').boundingBox(), button('Remove Extra towels').boundingBox()]);
    if (!from || !to) throw new Error('the add-ons are not on the screen');
    await page.mouse.move(from.x + 8, from.y + 8);
    await page.mouse.down();
    await page.mouse.move(from.x + 8, to.y + 8, { steps: 6 });
    await page.mouse.up();
    await button('Save changes').click();
    await saved();
    const dragged = await shown(id);
    expect(dragged.addOns.map(({ key, name }) => [key, name])).toEqual([
      ['extraTowels2', 'Extra towels'],
      ['extraTowels', 'Bathrobe'],
    ]);

    await button('Move Bathrobe').press('ArrowUp');
    await page.locator('[data-handle="0"]:focus').waitFor();
    await button('Discard').click();
    expect(await violations()).toEqual([]);
    await mustFitAPhone();
  });

  test('what is wrong deep in a list is said at its field, unfolded', async () => {
    const id = await edit('Bench with questions');
    await unfold('Questions to the customer');
    await button('Add a question').click();
    await typeIntoFocused(page, 'Which size?');
    await choose('Answer', 'One of several');
    await unfold('Lengths to choose from');
    await button('Add a length').click();
    await page.getByRole('combobox', { name: 'Length', exact: true }).fill('60');
    await page.getByRole('button', { name: 'Lengths to choose from', expanded: true }).click();
    await button('Save changes').click();
    await page.getByText('This length is there already.').waitFor();
    await page.getByText('Add at least one answer.').waitFor();
    await page.getByText('2 fields need a look.').waitFor();

    await page.getByRole('combobox', { name: 'Length', exact: true }).fill('1 h 30');
    await typeTags('Answers to choose from', ['small', 'large']);
    await button('Save changes').click();
    await saved();
    await expect
      .poll(() => shown(id))
      .toMatchObject({
        durations: [{ minutes: 90, priceCents: null }],
        questions: [{ key: 'whichSize', label: 'Which size?', kind: 'choice', options: ['small', 'large'] }],
      });
    await page.getByLabel('Preview').getByText('1 h or 1 h 30 min').waitFor();
  });

  test('is sold by the night', async () => {
    const id = await edit('Cabin on the hill');
    await unfold('Sold by the night');
    await page.getByRole('switch', { name: 'Customers choose nights, not times' }).click();
    await page.getByRole('textbox', { name: 'Most nights', exact: true }).fill('5');
    for (const day of ['Mon', 'Tue', 'Wed', 'Thu', 'Sat', 'Sun']) await button(day).click();
    await page.getByRole('textbox', { name: 'Fewest nights, Fri' }).fill('6');
    await button('Save changes').click();
    await page.getByText('From 1 to 60, and the fewest not above the most.').waitFor();
    await page.getByRole('textbox', { name: 'Fewest nights, Fri' }).fill('2');
    await button('Save changes').click();
    await saved();
    await expect
      .poll(async () => (await shown(id)).nights)
      .toEqual({
        checkInTime: '15:00',
        checkOutTime: '11:00',
        minNights: 1,
        maxNights: 5,
        arrivalDays: [5],
        byDay: [{ dayOfWeek: 5, minNights: 2, maxNights: null }],
      });
    await page.getByLabel('Preview').getByText('/ night').waitFor();
    expect(await page.getByRole('combobox', { name: 'Lasts' }).count()).toBe(0);
    expect(await violations()).toEqual([]);
    await mustFitAPhone();
  });

  test('a colleague’s add-ons are neither lost nor overwritten unasked', async () => {
    const id = await edit('Bench of two authors');
    await unfold('Add-ons');
    await button('Add an add-on').click();
    await typeIntoFocused(page, 'Mine');
    const theirs = { key: 'theirs', name: 'Theirs', priceCents: 100, minutes: 0, required: false, maxQuantity: 1 };
    await desk.api('PATCH', `/v1/api/offerings/${id}`, { addOns: [theirs] });
    await page.getByText('Unsaved changes').waitFor();
    await button('Save changes').click();
    await page.getByText(/to “Theirs” while you were editing/).waitFor();
    await button('Take theirs').click();
    await expect.poll(async () => (await shown(id)).addOns).toEqual([theirs]);
  });
});

describe('types', () => {
  test('ask for what they need before publishing, and a detail that one drops stays with the offering', async () => {
    await desk.go('/catalogue', 'text=Haircut');
    await button('More of the catalogue').click();
    await page.getByRole('menuitem', { name: 'Types and details' }).click();
    await button('New type').click();
    await typeIntoFocused(page, 'Boat trip');
    await button('Add a detail').click();
    await typeIntoFocused(page, 'Draught');
    await choose('Is a', 'Number');
    await page.getByRole('textbox', { name: 'Unit' }).fill('m');
    await page.getByRole('switch', { name: 'Required' }).click();
    expect(await violations()).toEqual([]);
    await button('Add type').click();
    await page.getByText('Boat trip added').waitFor();
    await expect.poll(async () => JSON.stringify(await desk.api('GET', '/v1/api/product-types'))).toContain('boat-trip');

    const { id } = await desk.api<{ id: string }>('POST', '/v1/api/offerings', {
      title: 'To the islands',
      basePriceCents: 900,
      productTypeKey: 'boat-trip',
    });
    await desk.go(`/catalogue/${id}`, 'text=Set hours');
    await page.getByRole('region', { name: 'Before publishing' }).getByText('Draught').waitFor();
    await page.getByRole('textbox', { name: 'Draught' }).fill('1.4');
    await button('Save changes').click();
    await saved();
    await expect.poll(async () => (await shown(id)).attributes).toEqual({ draught: 1.4 });

    await button('Types and what they ask for').click();
    await button('Remove Draught').click();
    await page.getByText('Draught is filled in for 1 offering.').waitFor();
    await button('Save type').click();
    await button('Close').click();
    await page.getByText('Of this offering alone').waitFor();
    await button('Remove Draught').click();
    await button('Save changes').click();
    await saved();
    await expect.poll(async () => (await shown(id)).attributes).toEqual({});
  });
});

describe('categories', () => {
  test('are typed into an offering, renamed in all of them, ordered, and filtered by', async () => {
    const id = await edit('Bench by the lake');
    await typeTags('Categories', ['lakeside']);
    await button('Save changes').click();
    await saved();

    await desk.go('/catalogue', 'text=Haircut');
    await button('More of the catalogue').click();
    await page.getByRole('menuitem', { name: 'Categories' }).click();
    await button('Edit lakeside').click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('By the water');
    await page.getByRole('textbox', { name: 'Name', exact: true }).press('Enter');
    await button('Edit By the water').waitFor();
    await expect.poll(async () => (await shown(id)).categories).toEqual(['By the water']);

    await button('Move By the water').press('ArrowUp');
    const last = page.getByRole('list', { name: 'Categories' }).getByRole('listitem').last();
    await last.filter({ hasNotText: 'By the water' }).waitFor();
    expect(await violations()).toEqual([]);
    await button('Close').click();

    await page.getByRole('combobox', { name: 'Category' }).click();
    await page.getByRole('option', { name: 'By the water (1)' }).click();
    await page.getByText('Haircut').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Bench by the lake' }).waitFor();
    expect(page.url()).toContain('category=By');
    await mustFitAPhone();
  });
});

describe('the trash', () => {
  test('takes an offering off sale, and Undo puts it back on', async () => {
    const { id } = await addWorkbench(desk, 'Bench to throw away');
    await desk.go('/catalogue', 'text=Bench to throw away');
    const trash = async () => {
      await button('More for Bench to throw away').click();
      await page.getByRole('menuitem', { name: 'Move to trash' }).click();
      await page.getByRole('link', { name: 'Bench to throw away' }).waitFor({ state: 'detached' });
    };
    await trash();
    await button('Undo').click();
    await page.getByRole('listitem').filter({ hasText: 'Bench to throw away' }).getByText('Published').waitFor();
    await trash();
    await desk.go('/catalogue?status=TRASH', 'text=In the trash');
    await button('More for Bench to throw away').click();
    await page.getByRole('menuitem', { name: 'Restore' }).click();
    await page.getByText('The trash is empty.').waitFor();
    await expect.poll(() => desk.api('GET', `/v1/api/offerings/${id}`)).toMatchObject({ status: 'DRAFT' });
  });
});

describe('photos', () => {
  /** A picture of one colour, too large to travel as it is. */
  const picture = (color: string) =>
    page.evaluate((fill) => {
      const canvas = document.createElement('canvas');
      canvas.width = 2_400;
      canvas.height = 1_600;
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('no canvas');
      context.fillStyle = fill;
      context.fillRect(0, 0, 2_400, 1_600);
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    }, color);

  test('come in together, are put in order, and say what they show', async () => {
    await edit('Bench with a view');
    const files = await Promise.all(
      ['tomato', 'teal', 'gold'].map(async (name) => ({
        name: `${name}.png`,
        mimeType: 'image/png',
        buffer: Buffer.from(await picture(name), 'base64'),
      })),
    );
    await page.getByLabel('Choose photos').setInputFiles(files);
    await page.getByText('3 photos say nothing').waitFor();
    const words = page.getByRole('textbox', { name: /^What photo/ });
    await words.nth(2).fill('Evening sun');
    await words.nth(2).press('Enter');
    await page.getByText('2 photos say nothing').waitFor();
    await button('Move photo 3').press('ArrowLeft');
    await page.locator('[data-handle="1"]:focus').waitFor();
    await button('Move photo 2').press('ArrowLeft');
    await page.locator('[data-handle="0"]:focus').waitFor();
    await page.locator('figure').first().getByRole('img', { name: 'Evening sun' }).waitFor();
    expect(await violations()).toEqual([]);
    await page.reload();
    await page.locator('figure').first().getByRole('img', { name: 'Evening sun' }).waitFor();
  });
});
