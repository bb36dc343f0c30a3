import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '#server/app.ts';
import { openTestDatabase } from '../database.ts';
import { testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

test('the server’s own address says to a browser that there is nothing yet', async () => {
  const { database, close } = await openTestDatabase();
  const app = buildApp({ ...world.parts, engine: { ...world.engine, database } });
  const page = await app.inject({ url: '/', headers: browser });
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.body).toContain('Nothing to book yet');
  await app.close();
  await close();
});

test('leads to the one business, and stays what it was for programs', async () => {
  const there = await world.call('GET', '/', { token: null, headers: browser });
  expect([there.status, there.headers.location]).toEqual([302, '/s/atlas-studios']);
  const program = await world.call('GET', '/', { token: null, headers: { accept: '*/*' } });
  expect([program.status, program.body]).toMatchObject([404, { error: 'not_found' }]);
});

test('of several it names none, and says what to do', async () => {
  await world.otherBusiness('Secret Society');
  const page = await world.call('GET', '/', { token: null, headers: browser });
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.text).toContain('Which business?');
  expect(page.text).not.toMatch(/secret society|atlas/i);
});
