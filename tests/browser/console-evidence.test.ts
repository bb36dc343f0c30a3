import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoViolations } from './axe.ts';
import { type Desk, openDesk } from './console-screens/world.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const png = Buffer.from('89504e470d0a1a0a00', 'hex');

test('a booking’s evidence is added by file and link, opened, taken as one and removed', async () => {
  const { page } = desk;
  await desk.go('/bookings', '[role=row][data-index]');
  await page.locator('[role=row][data-index]').first().click();
  const section = page.getByRole('region', { name: 'Evidence' });
  await section.getByText('Nothing yet.').waitFor();

  const files = [
    { name: 'portal page.png', mimeType: 'image/png', buffer: png },
    { name: 'archive.zip', mimeType: 'application/zip', buffer: Buffer.from('504b0304', 'hex') },
  ];
  await section.getByLabel('Choose files').setInputFiles(files);
  await section.getByRole('alert').getByText('“archive.zip” is no picture').waitFor();
  const file = section.getByRole('link', { name: 'portal page.png' });
  await file.waitFor();

  await section.getByRole('button', { name: 'Add link' }).click();
  await section.getByRole('textbox', { name: 'Link' }).fill('portal');
  await page.keyboard.press('Enter');
  await section.getByText('Enter an address like').waitFor();
  await section.getByRole('textbox', { name: 'Link' }).fill('portal.example/receipts/7');
  await page.keyboard.press('Enter');
  const link = section.getByRole('link', { name: 'portal.example' });
  expect(await link.getAttribute('href')).toBe('https://portal.example/receipts/7');

  const fetched = await fetch((await file.getAttribute('href')) ?? '');
  expect([fetched.status, Buffer.from(await fetched.arrayBuffer()).equals(png)]).toEqual([200, true]);
  const bundle = await fetch((await section.getByRole('link', { name: 'Download all' }).getAttribute('href')) ?? '');
  expect([bundle.status, bundle.headers.get('content-type')]).toEqual([200, 'application/zip']);
  await expectNoViolations(page);

  await section.getByRole('button', { name: 'Remove portal page.png' }).click();
  await page.getByRole('dialog', { name: 'Remove “portal page.png”?' }).getByRole('button', { name: 'Remove' }).click();
  await file.waitFor({ state: 'detached' });
  await page.getByRole('region', { name: 'History' }).getByText('Evidence removed: “portal page.png”').waitFor();
});
