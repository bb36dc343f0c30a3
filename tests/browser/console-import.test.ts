/** A catalogue from a file, as it is clicked: told what is wrong, mended, put in, and taken out again. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { type Desk, openDesk } from './console-screens/world.ts';

let desk: Desk;
let page: Page;
let folder: string;
let dialog: Locator;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-import-'));
  desk = await openDesk();
  ({ page } = desk);
  dialog = page.getByRole('dialog', { name: 'Import offerings' });
});
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<void> {
  await desk.go('/catalogue', 'text=Haircut');
  await page.getByRole('button', { name: 'More of the catalogue' }).click();
  await page.getByRole('menuitem', { name: 'Import' }).click();
  await dialog.getByText('Drop a CSV file here').waitFor();
}

async function choose(name: string, content: string): Promise<void> {
  const file = join(folder, name);
  writeFileSync(file, content);
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(file);
}

async function mustBeUsable(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    expect(await violationsOn(page, { within: '[role=dialog]' })).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

test('a file is told all that is wrong with it, mended, and comes in as drafts', async () => {
  await open();
  await mustBeUsable();
  await choose('rooms.csv', 'title,price,hours\nNorth room,twelve,always\nSouth room,15,Mon-Fri 09:00-17:00\n');
  await dialog.getByText('2 problems').waitFor();
  const rows = dialog.getByRole('table', { name: 'Problems' }).getByRole('row');
  expect(await rows.nth(1).getByRole('cell').allInnerTexts()).toEqual(['2', 'price', 'twelve', 'an amount like 12.00']);
  await mustBeUsable();

  await dialog.getByRole('button', { name: 'Choose again' }).click();
  await choose('rooms.csv', 'title,price,hours\nNorth room,12,\nSouth room,15,Mon-Fri 09:00-17:00\n');
  await dialog.getByRole('cell', { name: '5 days a week' }).waitFor();
  await mustBeUsable();
  await dialog.getByRole('button', { name: 'Import 2 offerings' }).click();
  await dialog.getByText('2 drafts are in the catalogue.').waitFor();
  await dialog.getByRole('button', { name: 'Show drafts' }).click();
  await page.getByText('South room').waitFor();
  expect(await page.getByText('Haircut', { exact: true }).count()).toBe(0);
});

test('the template and the catalogue are saved as files', async () => {
  await open();
  for (const [button, name, holds] of [
    ['Template', 'offerings-template.csv', 'Mon-Fri 09:00-17:00'],
    ['Export the catalogue', 'offerings.csv', 'Haircut'],
  ] as const) {
    const downloading = page.waitForEvent('download');
    await dialog.getByRole('button', { name: button }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe(name);
    await download.saveAs(join(folder, name));
    expect(readFileSync(join(folder, name), 'utf8')).toContain(holds);
  }
  // What was taken out is so already.
  const file = readFileSync(join(folder, 'offerings.csv'), 'utf8');
  await choose('again.csv', file);
  await dialog.getByText('Nothing in again.csv is new or different').waitFor();
  await mustBeUsable();

  await dialog.getByRole('button', { name: 'Choose again' }).click();
  await choose('edited.csv', 'slug,title,price,capacity\nhaircut,Haircut and wash,49,2\nevening-cut,Evening cut,30,\n');
  await dialog.getByText('What has no column stays as it is.').waitFor();
  const rows = dialog.getByRole('table', { name: 'What changes' }).getByRole('row');
  const cells = await rows.nth(1).getByRole('cell').allInnerTexts();
  expect(cells.map((cell) => cell.split('\n')[0])).toEqual(['2', 'Haircut', 'title', 'Haircut', 'Haircut and wash']);
  await mustBeUsable();
  await page.setViewportSize({ width: 390, height: 844 });
  await mustBeUsable();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByRole('button', { name: 'Change 1 and import 1' }).click();
  await dialog.getByText('1 offering is changed. 1 draft is in the catalogue.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByText('Haircut and wash').first().waitFor();
});
