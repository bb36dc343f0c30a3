import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOffering, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

test('what is for sale stands as people look for it, page by page and on the page', async () => {
  const inOrder = ['Atelier', 'Äther', 'bath', 'Room 9', 'Room 10', 'Zumba'];
  for (const title of inOrder.toReversed()) await openOffering(world, { title });
  const listed: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const url: string = `/v1/storefront/atlas-studios/offerings?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const { body } = await world.call('GET', url, { token: null });
    const page = body as { data: { title: string }[]; nextCursor: string | null };
    listed.push(...page.data.map(({ title }) => title));
    cursor = page.nextCursor;
  }
  expect(listed).toEqual(inOrder);
  const { text } = await world.call('GET', '/s/atlas-studios', { token: null });
  expect([...text.matchAll(/<b>([^<]*)<\/b><span class="clamp">/g)].map(([, title]) => title)).toEqual(inOrder);
});
