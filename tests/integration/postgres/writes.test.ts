import { count, eq, sum } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refuse } from '#core/base/refusal.ts';
import { type Drizzle, type WriteDb, mine } from '#core/data/database.ts';
import { headOf } from '#core/data/journals.ts';
import { resources } from '#core/domains/catalog/tables.ts';
import { pairings } from '#core/domains/members/tables.ts';
import { tenants } from '#core/domains/tenants/tables.ts';
import { idFor } from '../core/world.ts';
import { addChair, chair, CHAIR, chairs, lengthen, openPlace, type Place, tenantId } from './place.ts';

let place: Place;
/** Writes wait until the test lets them go, so that it decides which share a commit. */
let waiting: (() => void)[];
beforeEach(async () => {
  waiting = [];
  place = await openPlace({ defer: (fn) => waiting.push(fn) });
});
afterEach(() => {
  go();
  return place.close();
});

function go(): void {
  for (const fn of waiting.splice(0)) fn();
}

async function written<T>(fn: (db: WriteDb) => Promise<T>): Promise<T> {
  const write = place.database.write(tenantId, fn);
  go();
  return write;
}

const head = () => place.database.read(tenantId, (db) => headOf(db, tenantId));
const settled = async (writes: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(writes)).map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)));
const commits = () => place.sent.filter((sql) => sql.endsWith('; COMMIT')).length;

describe('writes that wait together', () => {
  test('share one commit', async () => {
    const writes = ['a', 'b', 'c'].map((name) => place.database.write(tenantId, addChair(name)));
    go();
    expect(await settled(writes)).toEqual(['a', 'b', 'c']);
    expect(commits()).toBe(1);
    expect(await chairs(place.database)).toEqual(['a', 'b', 'c']);
    expect((await head()).rev).toBe(3);
  });

  test('one that throws undoes itself alone', async () => {
    const broken = place.database.write(tenantId, async (db) => {
      await addChair('b')(db);
      throw new Error('broken');
    });
    const writes = [place.database.write(tenantId, addChair('a')), broken, place.database.write(tenantId, addChair('c'))];
    go();
    expect(await settled(writes)).toEqual(['a', 'Error: broken', 'c']);
    expect(await chairs(place.database)).toEqual(['a', 'c']);
    expect((await head()).rev).toBe(2);
  });

  test('one whose statement failed undoes itself alone, though it goes on as if nothing had been', async () => {
    const careless = place.database.write(tenantId, async (db) => {
      await addChair('b')(db);
      await addChair('b')(db).catch(() => {});
      return 'fine';
    });
    const writes = [place.database.write(tenantId, addChair('a')), careless, place.database.write(tenantId, addChair('c'))];
    go();
    expect(await settled(writes)).toEqual(['a', expect.stringContaining('duplicate key'), 'c']);
    expect(await chairs(place.database)).toEqual(['a', 'c']);
  });

  test('nobody sees them before the commit, nor is told', async () => {
    const seen: unknown[] = [];
    const told: string[] = [];
    place.database.onCommit(({ tables }) => void told.push(...tables));
    const first = place.database.write(tenantId, addChair('a'));
    const second = place.database.write(tenantId, async (db) => {
      seen.push(await chairs(place.database), [...told], (await db.list(resources)).length);
    });
    go();
    await Promise.all([first, second]);
    expect(seen).toEqual([[], [], 1]);
    expect(told).toEqual(['resources']);
  });

  test('none of which stands, leave no commit behind', async () => {
    const writes = [1, 2].map(() => place.database.write(tenantId, () => Promise.reject(new Error('no'))));
    go();
    expect(await settled(writes)).toEqual(['Error: no', 'Error: no']);
    expect(commits()).toBe(0);
  });

  test('a listener that throws keeps nobody waiting', async () => {
    place.database.onCommit(() => {
      throw new Error('listener');
    });
    const writes = Array.from({ length: 200 }, (_, i) => place.database.write(tenantId, addChair(`r${i}`)));
    go();
    await Promise.all(writes);
    expect(await chairs(place.database)).toHaveLength(200);
  });
});

test('one that is alone and whose statement failed is told so, though it goes on as if nothing had been', async () => {
  const careless = written(async (db) => {
    await addChair('a')(db);
    await addChair('a')(db).catch(() => {});
  });
  await expect(careless).rejects.toThrow('aborted');
  expect(await chairs(place.database)).toEqual([]);
});

describe('a revision', () => {
  test('that a savepoint took and gave back is taken again, by rows that then are found under it', async () => {
    await written(async (db) => {
      await db
        .nested(async () => {
          await addChair('refused')(db);
          refuse('in_use');
        })
        .catch(() => {});
      await addChair('kept')(db);
    });
    const rows = await place.database.read(tenantId, (db) => db.list(resources));
    expect(rows).toMatchObject([{ name: 'kept', rev: 1 }]);
    expect((await head()).rev).toBe(1);
  });

  test('costs nothing where no synced row is written', async () => {
    await written((db) => db.patch(resources, CHAIR, { name: 'x' }));
    expect(await head()).toMatchObject({ rev: 0, nonce: '' });
  });
});

describe('processes', () => {
  test('that write for one tenant at once take turns', async () => {
    await written((db) => db.insert(resources, chair('')));
    const others = [await place.another(), await place.another()];
    await Promise.all(others.flatMap((other) => Array.from({ length: 20 }, () => other.write(tenantId, lengthen))));
    expect(await chairs(place.database)).toEqual(['+'.repeat(40)]);
    expect((await head()).rev).toBe(41);
  });

  test('that write the first row of a tenant at once take turns, too', async () => {
    const others = [await place.another(), await place.another(), await place.another()];
    const revs = await Promise.all(
      others.map((other, i) =>
        other.write(tenantId, async (db) => {
          const before = (await db.list(resources)).length;
          await addChair(`c${i}`)(db);
          return before;
        }),
      ),
    );
    expect(new Set(revs)).toEqual(new Set([0, 1, 2]));
  });

  test('that open a business of the same name at once leave one of them', async () => {
    const others = [await place.another(), await place.another()];
    const opened = await Promise.all(
      others.map((other, i) => {
        const opener = idFor('tnt', `twin-${i}`);
        return other.write(opener, async (db) => {
          const row = { tenantId: opener, subdomain: 'atlas', sandboxOf: null, createdAt: 0 };
          return (await db.unstamped.insert(tenants).values(row).onConflictDoNothing().returning()).length;
        });
      }),
    );
    expect(new Set(opened)).toEqual(new Set([0, 1]));
  });
});

test('tenants do not wait for each other', async () => {
  const other = await place.another();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const slow = other.write(tenantId, async (db) => {
    await addChair('slow')(db);
    await held;
  });
  await other.write(idFor('tnt', 'other'), addChair('quick'));
  expect(await chairs(other)).toEqual([]);
  release();
  await slow;
  expect(await chairs(other)).toEqual(['slow']);
});

test('a read sees one state for as long as it lasts', async () => {
  const seen = await place.database.read(tenantId, async (db) => {
    const before = (await db.list(resources)).length;
    await written(addChair('a'));
    return [before, (await db.list(resources)).length];
  });
  expect([seen, await chairs(place.database)]).toEqual([[0, 0], ['a']]);
});

test('a read cannot write', async () => {
  const removal = (drizzle: Drizzle) => drizzle.delete(pairings).where(eq(pairings.tenantId, tenantId)).prepare();
  const sneaky = place.database.across((db) => db.compiled(removal).run());
  await expect(sneaky).rejects.toMatchObject({ cause: { message: expect.stringContaining('read-only') } });
});

test('numbers are numbers, and texts are in the order of their bytes', async () => {
  for (const name of ['b', 'B', 'ä', 'a', 'Z', '😀', '\uE000']) await written(addChair(name));
  const [sums] = await place.database.read(tenantId, (db) =>
    db
      .select({ n: count(), latest: sum(resources.createdAt).mapWith(Number), rev: resources.rev })
      .from(resources)
      .where(mine(db, resources))
      .groupBy(resources.rev)
      .limit(1),
  );
  expect(sums).toEqual({ n: 1, latest: expect.any(Number), rev: expect.any(Number) });
  const names = await place.database.read(tenantId, (db) =>
    db.select({ name: resources.name }).from(resources).where(mine(db, resources)).orderBy(resources.name),
  );
  expect(names.map(({ name }) => name)).toEqual(['B', 'Z', 'a', 'b', 'ä', '\uE000', '😀']);
});
