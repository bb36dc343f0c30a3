import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Commit, Database } from '#core/data/database.ts';
import { idFor } from '../core/world.ts';
import { addChair, openPlace, type Place, tenantId } from './place.ts';

let place: Place;
beforeEach(async () => {
  place = await openPlace();
});
afterEach(() => place.close());

/** @returns resolves with everything heard, once this tenant has been heard of */
function hearing(database: Database, awaited = tenantId): Promise<Commit[]> {
  const heard: Commit[] = [];
  return new Promise((resolve) => {
    database.onCommit((commit) => {
      heard.push(commit);
      if (commit.tenantId === awaited) resolve(heard);
    });
  });
}

const last = idFor('tnt', 'last');

test('a commit of another process is heard of once, with its tables', async () => {
  const other = await place.another();
  const [here, there] = [hearing(place.database, last), hearing(other, last)];
  await other.write(tenantId, addChair('a'));
  await other.write(last, addChair('b'));
  const both = [
    { tenantId, tables: ['resources'] },
    { tenantId: last, tables: ['resources'] },
  ];
  expect([await here, await there]).toEqual([both, both]);
});

test('what others say on the same channel does no harm', async () => {
  const heard = hearing(place.database);
  for (const said of ['hello', '[]', '["x",[1,null,["y"]]]', '{"from":1}']) await place.ask(`SELECT pg_notify('slotkeeper', '${said}')`);
  const other = await place.another();
  await other.write(tenantId, addChair('a'));
  expect(await heard).toEqual([{ tenantId, tables: ['resources'] }]);
});

test('commits of many tenants at once are all heard of', async () => {
  const other = await place.another();
  const ids = Array.from({ length: 300 }, (_, i) => idFor('tnt', `many-${i}`));
  const heard = new Set<string | null>();
  const all = new Promise<void>((resolve) => {
    place.database.onCommit((commit) => {
      heard.add(commit.tenantId);
      if (heard.size === ids.length) resolve();
    });
  });
  await Promise.all(ids.map((id) => other.write(id, addChair('a'))));
  await all;
  expect(heard).toEqual(new Set(ids));
});

test('on a database without LISTEN it is seen all the same, and may have touched anything', async () => {
  const deaf = await place.another({ listens: false });
  const heard = hearing(deaf);
  await place.database.write(tenantId, addChair('a'));
  expect(await heard).toEqual([{ tenantId, tables: expect.arrayContaining(['resources', 'devices', 'deliveries', 'mails']) }]);
});

test('what is said while nobody can hear is seen afterwards', async () => {
  const other = await place.another();
  const heard = hearing(place.database);
  place.wire.cut();
  await other.write(tenantId, addChair('a'));
  place.wire.mend();
  expect((await heard).map((commit) => commit.tenantId)).toEqual([tenantId]);
});

test('once it can hear again it hears as before', async () => {
  const other = await place.another();
  const missed = hearing(place.database);
  place.wire.cut();
  await other.write(tenantId, addChair('a'));
  place.wire.mend();
  await missed;
  const next = hearing(place.database, last);
  await other.write(last, addChair('b'));
  expect((await next).at(-1)).toEqual({ tenantId: last, tables: ['resources'] });
});
