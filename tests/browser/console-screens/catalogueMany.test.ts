/** A catalogue of hundreds, as a file brings them: listed at once, and moved together. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Desk, openDesk } from './world.ts';

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
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
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
