/** Bookings from a file, as it is clicked: judged, booked row by row, and told what came of each. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsInLightAndDark } from './axe.ts';
import { addWorkbench, type Desk, instantOf, openDesk, wednesday } from './console-screens/world.ts';

let desk: Desk;
let page: Page;
let folder: string;
let dialog: Locator;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-bookings-'));
  desk = await openDesk();
  ({ page } = desk);
  dialog = page.getByRole('dialog', { name: 'Import bookings' });
});
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true });
});

async function choose(path: string): Promise<void> {
  await desk.go('/bookings', 'text=Bookings');
  await page.getByRole('button', { name: 'Import bookings' }).click();
  await dialog.getByText('Drop a CSV file here').waitFor();
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(path);
}

test('every row is judged before, the good ones are booked, and the result is a file', async () => {
  const path = join(folder, 'march.csv');
  const { slug } = await addWorkbench(desk, 'Lathe');
  const date = wednesday();
  const day = date.toString();
  const rows = [
    'offering,startsAt,name,email',
    `${slug},${day} 10:00,Ada Byron,ada@example.com`,
    `${slug},${day} 10:00,=cmd(),`,
    `${slug},soon,Cleo,`,
    `${slug},${instantOf(date, '11:00')},Dora,`,
  ];
  writeFileSync(path, rows.join('\n'));
  await choose(path);
  await dialog.getByText('of 4 rows in march.csv can be booked').waitFor();
  const problems = dialog.getByRole('table', { name: 'Problems' }).getByRole('row');
  expect(await problems.nth(2).getByRole('cell').allInnerTexts()).toEqual([
    '4',
    'startsAt',
    'soon',
    expect.stringMatching(/^Should be .*a time like/),
  ]);
  expect(await violationsInLightAndDark(page, { within: '[role=dialog]' })).toEqual([]);

  await dialog.getByRole('button', { name: 'Book 2 rows' }).click();
  await dialog.getByText('2 bookings are in, of 4 rows. 2 rows could not be booked.').waitFor();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download the result' }).click();
  const saved = readFileSync(await (await download).path(), 'utf8').split('\r\n');
  expect(saved[0]).toBe('\uFEFFrow,status,bookingId,confirmationCode,error,problem');
  expect(saved[1]).toMatch(/^2,created,bkg_[0-9a-z]{20},\w+,,$/);
  expect(saved[2]).toMatch(/^3,rejected,,,booking_conflict,/);
  await page.keyboard.press('Escape');
  await page.getByText('Ada Byron').first().waitFor();
});

test('what notice and horizon refuse is taken where staff say so; each row says what and when it is, and why not', async () => {
  const path = join(folder, 'far.csv');
  const { id, slug } = await addWorkbench(desk, 'Loom');
  await desk.api('PATCH', `/v1/api/offerings/${id}`, { maxAdvanceDays: 30 });
  const date = wednesday();
  const far = date.add({ days: 90 });
  const rows = ['offering,startsAt,name', `${slug},${far.toString()} 10:00,Ada`, `${slug},${date.toString()} 03:00,Bob`];
  writeFileSync(path, [...rows, `${slug},${date.toString()} 11:00,Cleo`].join('\n'));
  await choose(path);
  await dialog.getByText('1 of 3 rows in far.csv can be booked').waitFor();
  const cellsOf = (row: number) =>
    dialog.getByRole('table', { name: 'Problems' }).getByRole('row').nth(row).getByRole('cell').allInnerTexts();
  const [, , what, why] = await cellsOf(2);
  expect(what).toMatch(/^Loom\n.*03:00/);
  expect(why).toMatch(/^Closed at 03:00 on Wed/);
  expect((await cellsOf(1))[2]).toMatch(/^Loom\n.*10:00/);
  expect(await dialog.getByRole('region', { name: 'What is booked' }).getByRole('row').nth(1).innerText()).toMatch(/Cleo\s+Loom\s+.*11:00/);
  await dialog.getByRole('checkbox', { name: 'Also take bookings that the notice or horizon would refuse' }).check();
  await dialog.getByText('2 of 3 rows in far.csv can be booked').waitFor();
  await dialog.getByRole('button', { name: 'Book 2 rows' }).click();
  await dialog.getByText('2 bookings are in, of 3 rows. 1 row could not be booked.').waitFor();
  await page.keyboard.press('Escape');
});
