/** An owner's way to all of the business's data and back, as it is clicked. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { expectNoViolationsInLightAndDark, violationsOn } from './axe.ts';
import { type Desk, openDesk, typeIntoFocused } from './console-screens/world.ts';

let desk: Desk;
let page: Page;
let folder: string;
let dialog: Locator;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-data-'));
  desk = await openDesk();
  ({ page } = desk);
  dialog = page.getByRole('dialog', { name: 'Restore from a file' });
});
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true });
});

async function choose(file: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(file);
}

test('everything is downloaded, looked into and put back', async () => {
  await desk.go('/settings', 'text=Nightly backup');
  await page.getByText('None yet. The first one is made').waitFor();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const download = await downloading;
  const file = join(folder, download.suggestedFilename());
  expect(download.suggestedFilename()).toMatch(/^atlas-\d{4}-\d\d-\d\d\.zip$/);
  await download.saveAs(file);
  const names: string[] = [];
  for await (const { fileName } of (await fromBufferPromise(readFileSync(file))).eachEntry()) names.push(fileName);
  expect(names).toEqual(expect.arrayContaining(['manifest.json', 'csv/bookings.csv', 'data/bookings.ndjson']));

  const { name } = await desk.api<{ name: string }>('POST', '/v1/api/customers', { name: 'Aaron Undone' });
  await desk.go('/customers?q=Undone', `text=${name}`);
  await desk.go('/settings', 'text=Nightly backup');
  await choose(file);
  await dialog.getByText('In the file').waitFor();
  const [then, now] = await dialog
    .getByRole('row', { name: /^Customers/ })
    .getByRole('cell')
    .allInnerTexts()
    .then((cells) => cells.slice(1).map(Number));
  expect((now ?? 0) - (then ?? 0)).toBe(1);
  await expectNoViolationsInLightAndDark(page);
  const restore = dialog.getByRole('button', { name: 'Restore' });
  expect(await restore.isDisabled()).toBe(true);
  await typeIntoFocused(page, 'atlas studios');
  expect(await restore.isDisabled()).toBe(true);
  await page.getByLabel('Type Atlas Studios to go on').fill('Atlas Studios');
  await page.keyboard.press('Enter');
  await page.getByText('Restored. Every device is fetching it now.').waitFor();
  await desk.go('/customers?q=Undone');
  await page.getByText(name).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Notifications, ' }).click();
  await page.getByText('Restored from a file').waitFor();
});

test('a file that is none is told what it is not, and nothing happens', async () => {
  const file = join(folder, 'holiday.zip');
  writeFileSync(file, 'photos');
  await desk.go('/settings', 'text=Nightly backup');
  await choose(file);
  await dialog.getByRole('alert').getByText('This is not a ZIP file, or it was cut short.').waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await dialog.waitFor({ state: 'detached' });
  // The same file once more is a choice, too.
  await choose(file);
  await dialog.getByRole('alert').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});
