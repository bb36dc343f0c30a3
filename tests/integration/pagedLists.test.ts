/** Lists of the API turn pages by a cursor, which what comes in between does not move. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let call: TestWorld['call'];

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  call = await strictCaller(world);
});
afterEach(() => world.close());

interface Page {
  data: Record<string, string>[];
  nextCursor: string | null;
}

const pageAt = async (url: string): Promise<Page> => (await call('GET', url)).body as Page;

/** Turns pages of two, and does this once between them. */
async function turned(url: string, between: () => Promise<unknown>): Promise<Record<string, string>[]> {
  const found: Record<string, string>[] = [];
  let cursor: string | null = '';
  for (let turns = 0; cursor !== null; turns++) {
    const page: Page = await pageAt(`${url}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    expect(page.data.length).toBeLessThanOrEqual(2);
    found.push(...page.data);
    cursor = page.nextCursor;
    if (turns === 0) await between();
  }
  return found;
}

test('days off, of an offering and of a resource, by their beginning', async () => {
  const { body } = await call('POST', '/v1/api/resources', { body: { name: 'Room', kind: 'room' } });
  for (const subject of [`offerings/${await openOffering(world)}`, `resources/${(body as { id: string }).id}`]) {
    const url = `/v1/api/${subject}/exceptions`;
    const add = (day: number) =>
      call('POST', url, { body: { kind: 'BLOCK', from: `2026-04-0${day}T00:00`, to: `2026-04-0${day}T12:00`, reason: `${day}` } });
    for (const day of [3, 1, 5, 3, 2]) await add(day);
    expect((await turned(url, () => add(1))).map(({ reason }) => reason)).toEqual(['1', '2', '3', '3', '5']);
    expect((await pageAt(url)).data).toHaveLength(6);
    expect((await call('GET', `${url}?cursor=nonsense`)).status).toBe(400);
    expect((await call('GET', `${url}?limit=0`)).status).toBe(400);
  }
});

test('outside calendars, oldest first', async () => {
  const subjectId = await openOffering(world);
  const url = '/v1/api/external-calendars';
  const add = (name: string) => call('POST', url, { body: { subjectId, name, url: `https://calendar.example/${name}.ics` } });
  for (const name of ['a', 'b', 'c', 'd', 'e']) await add(name);
  const ids = (await pageAt(url)).data.map(({ id }) => id);
  const seen = await turned(url, () => call('DELETE', `${url}/${ids[0] ?? ''}`));
  expect(seen.map(({ id }) => id)).toEqual(ids);
  expect((await call('GET', `${url}?cursor=nonsense`)).status).toBe(400);
});
