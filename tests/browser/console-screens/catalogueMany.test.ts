/** A catalogue of hundreds, as a file brings them: listed at once, and moved together. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoViolations } from '../axe.ts';
import { addWorkbench, type Desk, openDesk } from './world.ts';

const MANY = 300;

let desk: Desk;
let page: Page;

beforeAll(async () => {
  desk = await openDesk();
  ({ page } = desk);
  const rooms = Array.from({ length: MANY }, (_, i) => `Cabin ${i + 1},12.00,space`);
  await desk.go('/catalogue', 'text=Haircut');
  await page.getByRole('button', { name: 'More of the catalogue' }).click();
  await page.getByRole('menuitem', { name: 'Import' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  const file = { name: 'cabins.csv', mimeType: 'text/csv', buffer: Buffer.from(`title,price,type\n${rooms.join('\n')}\n`) };
  await (await chooser).setFiles(file);
  await page.getByRole('button', { name: `Import ${MANY} offerings` }).click();
  await page.getByText(`${MANY} drafts are in the catalogue.`).waitFor();
  await page.getByRole('button', { name: 'Show drafts' }).click();
});
afterAll(() => desk.close());

const rows = () => page.getByRole('listitem').filter({ has: page.getByRole('link', { name: /^Cabin \d+$/ }) });
const link = (name: string) => page.getByRole('link', { name, exact: true });

test('rows are drawn where they are looked at, in the order of their numbers', async () => {
  await desk.go('/catalogue?q=cabin', 'text=Cabin 1');
  expect((await rows().getByRole('link').allInnerTexts()).slice(0, 3)).toEqual(['Cabin 1', 'Cabin 2', 'Cabin 3']);
  expect(await rows().count()).toBeLessThan(60);
  await link('Cabin 3').hover();
  await page.mouse.wheel(0, 100_000);
  await link(`Cabin ${MANY}`).waitFor();
  await page.getByRole('heading', { name: `Spaces ${MANY}` }).waitFor();
  expect(await link('Cabin 1').count()).toBe(0);
  await expectNoViolations(page);
});

test('those that are chosen are published together, and Undo takes them back', async () => {
  await desk.go('/catalogue?q=cabin%201', 'text=Cabin 1');
  await page.getByRole('checkbox', { name: 'Select Cabin 10', exact: true }).check();
  await page.getByRole('checkbox', { name: 'Select Cabin 11', exact: true }).check();
  await page.getByText('2 selected').waitFor();
  await page.getByRole('toolbar').getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('2 published.').waitFor();
  await page.getByRole('toolbar').waitFor({ state: 'detached' });
  const statuses = () =>
    Promise.all(
      ['cabin-10', 'cabin-11'].map(async (slug) => (await desk.api<{ status: string }>('GET', `/v1/api/offerings/${slug}`)).status),
    );
  await expect.poll(statuses).toEqual(['PUBLISHED', 'PUBLISHED']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(statuses).toEqual(['DRAFT', 'DRAFT']);
});

test('what the filter hides is not meant by what is done with the chosen', async () => {
  await desk.go('/catalogue?q=cabin%20201', 'text=Cabin 201');
  await page.getByRole('checkbox', { name: 'Select all of Spaces' }).check();
  const search = page.getByRole('textbox', { name: 'Search offerings' });
  await search.fill('cabin 20');
  await page.getByText('1 selected').waitFor();
  await page.getByRole('button', { name: /^Select all \d+$/ }).click();
  await page.getByText('13 selected').waitFor();
  await search.fill('cabin 201');
  await page.getByText('1 selected').waitFor();
  await page.getByRole('toolbar').getByRole('button', { name: 'Move to trash' }).click();
  await page.getByText('1 moved to the trash.').waitFor();
  expect(await desk.api('GET', '/v1/api/offerings/cabin-20')).toMatchObject({ status: 'DRAFT' });
});

test('a resource that was put away is found again, and serves again', async () => {
  const { id } = await desk.api<{ id: string }>('POST', '/v1/api/resources', { name: 'Rowing boat', kind: 'boat' });
  const isActive = async () => (await desk.api<{ active: boolean }>('GET', `/v1/api/resources/${id}`)).active;
  await desk.go('/catalogue?tab=resources', 'text=Rowing boat');
  const choose = async (what: string) => {
    await page.getByRole('button', { name: 'More for Rowing boat' }).click();
    await page.getByRole('menuitem', { name: what }).click();
    await page.getByText('Rowing boat', { exact: true }).waitFor({ state: 'detached' });
  };
  await choose('Archive');
  await expect.poll(isActive).toBe(false);
  await page.getByRole('radiogroup', { name: 'Status' }).getByText('Archived').click();
  await page.getByText('Rowing boat', { exact: true }).waitFor();
  await choose('Restore');
  await expect.poll(isActive).toBe(true);
});

test('a copy has the hours, the days off to come and the photos of what it is of', async () => {
  const { id } = await addWorkbench(desk, 'Bench to copy');
  const days = { kind: 'BLOCK', capacity: null, slotMinutes: null, yearly: false };
  for (const [from, to, reason] of [
    ['2020-01-01T00:00', '2020-01-02T00:00', 'Long over'],
    ['2090-01-01T00:00', '2090-01-02T00:00', 'Still to come'],
  ])
    await desk.api('POST', `/v1/api/offerings/${id}/exceptions`, { ...days, from, to, reason });
  await desk.go(`/catalogue/${id}`, 'text=Published');
  const png = await page.evaluate(() => document.createElement('canvas').toDataURL('image/png').split(',')[1] ?? '');
  await page.getByLabel('Choose photos').setInputFiles([{ name: 'bench.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') }]);
  const photosOf = async (of: string) => (await desk.api<{ photos: unknown[] }>('GET', `/v1/api/offerings/${of}`)).photos.length;
  await expect.poll(() => photosOf(id)).toBe(1);
  await desk.go('/catalogue?q=bench', 'text=Bench to copy');
  await page.getByRole('button', { name: 'More for Bench to copy' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await page.getByText('come along when you save it').waitFor();
  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.getByRole('heading', { level: 1, name: 'Bench to copy (copy)' }).waitFor();
  const copyId = new URL(page.url()).hash.split('/').at(-1) ?? '';
  const rules = async (of: string) =>
    (await desk.api<{ rules: { dayOfWeek: number; startTime: string }[] }>('GET', `/v1/api/offerings/${of}/schedule`)).rules.map(
      ({ dayOfWeek, startTime }) => [dayOfWeek, startTime],
    );
  await expect.poll(() => rules(copyId)).toEqual(await rules(id));
  const { data } = await desk.api<{ data: { reason: string }[] }>('GET', `/v1/api/offerings/${copyId}/exceptions`);
  expect(data.map(({ reason }) => reason)).toEqual(['Still to come']);
  await expect.poll(() => photosOf(copyId)).toBe(1);
});
