/** What is shown is replaced whole: another role, another history, an app that knows more or less than its server. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE } from '#core/base/time.ts';
import { customers } from '#core/domains/customers/tables.ts';
import { apiKeys, members } from '#core/domains/members/tables.ts';
import { syncState } from '#core/engine/tables.ts';
import type { ServerAnswer } from '../simulation/server.ts';
import { calm, type Desk, syncWorld, type SyncWorld } from './hostSyncWorld.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await syncWorld();
  await world.server.engine.database.write(world.server.tenantId, async (db) => {
    for (let i = 0; i < 2_500; i++)
      await db.insert(customers, { ...blank, id: `cus_${String(i).padStart(4, '0')}`, name: `Customer ${i}` });
  });
});
afterEach(() => world.close());

const blank = { email: null, phone: null, notes: '', createdAt: 0, updatedAt: 0 };
const SECRET_NAME = 'Key of the till';
const onServer = <T>(change: (db: Parameters<Parameters<SyncWorld['server']['engine']['database']['write']>[1]>[0]) => Promise<T>) =>
  world.server.engine.database.write(world.server.tenantId, change);
const makeKey = () =>
  onServer((db) =>
    db.insert(apiKeys, { id: 'key_1', name: SECRET_NAME, prefix: 'x', scopes: ['read'], createdAt: 0, createdBy: 'x', revokedAt: null }),
  );
const namesAt = async (desk: Desk) => (await desk.rows(customers)).map(({ name }) => name);
const torn = async (answer: () => Promise<ServerAnswer>): Promise<ServerAnswer> => {
  const { status, body } = await answer();
  return { status, body: String(body).slice(0, String(body).length / 2) };
};
const tornSnapshots: SyncWorld['weather'] = (path, answer) => (path.startsWith('/v1/sync/snapshot') ? torn(answer) : answer());

describe('a role that was lowered', () => {
  it('takes what it may not see out of the file, to the last byte', async () => {
    await makeKey();
    const login = await world.logIn('ADMIN');
    const desk = await world.openDesk('one', login);
    await world.pass(MINUTE);
    expect(desk.bytes()).toContain(SECRET_NAME);
    await onServer((db) => db.patch(members, login.memberId, { role: 'STAFF' }));
    await world.pass(5 * MINUTE);
    expect(await desk.rows(apiKeys)).toEqual([]);
    expect(await desk.rows(customers)).toHaveLength(2_500);
    expect(desk.bytes()).not.toContain(SECRET_NAME);
    expect(desk.defects).toEqual([]);
  });

  it('does so at once, however long it takes to fetch the rest afresh', async () => {
    await makeKey();
    const login = await world.logIn('ADMIN');
    const desk = await world.openDesk('one', login);
    await world.pass(MINUTE);
    await onServer((db) => db.patch(members, login.memberId, { role: 'STAFF' }));
    world.weather = tornSnapshots;
    await world.pass(MINUTE);
    expect(await desk.rows(apiKeys)).toEqual([]);
    expect(desk.bytes()).not.toContain(SECRET_NAME);
    expect(await desk.profile().actor()).toMatchObject({ role: 'STAFF' });
    expect(await desk.rows(customers)).toHaveLength(2_500);
  });

  it('begins a copy anew that broke off in a table which it takes away', async () => {
    await makeKey();
    const login = await world.logIn('ADMIN');
    world.weather = async (path, answer) => {
      const { status, body } = await answer();
      const text = String(body);
      return {
        status,
        body: path.startsWith('/v1/sync/snapshot') ? text.slice(0, text.indexOf('\n', text.indexOf(SECRET_NAME)) + 1) : body,
      };
    };
    const desk = await world.openDesk('one', login);
    await world.pass(MINUTE);
    expect(await desk.profile().isComplete()).toBe(false);
    await onServer((db) => db.patch(members, login.memberId, { role: 'STAFF' }));
    world.weather = calm;
    await world.pass(5 * MINUTE);
    expect(await desk.profile().isComplete()).toBe(true);
    expect(await desk.rows(customers)).toHaveLength(2_500);
    expect(await desk.rows(apiKeys)).toEqual([]);
  });

  it('does so though the program ended between the change and the cleaning', async () => {
    await makeKey();
    const login = await world.logIn('ADMIN');
    const desk = await world.openDesk('one', login);
    await world.pass(MINUTE);
    await onServer((db) => db.patch(members, login.memberId, { role: 'STAFF' }));
    const { raw } = desk.profile();
    Object.assign(raw, { scrub: () => new Promise(() => {}) });
    await world.pass(5 * MINUTE);
    expect(await desk.rows(apiKeys)).toEqual([]);
    await desk.profile().database.close();
    expect(desk.bytes()).toContain(SECRET_NAME);
    await desk.start();
    expect(desk.bytes()).not.toContain(SECRET_NAME);
  });
});

describe('another history', () => {
  it('is fetched beside what is shown, goes on after a restart, and keeps what waits', async () => {
    const desk = await world.openDesk('one', await world.logIn('OWNER'));
    await world.pass(MINUTE);
    await world.server.backUp();
    await world.server.run('customers.create', { name: 'Lost' });
    await world.pass(MINUTE);
    expect(await namesAt(desk)).toContain('Lost');
    await world.server.rollBack();
    await world.server.run('customers.create', { name: 'Found' });
    world.weather = tornSnapshots;
    await world.pass(MINUTE);
    expect(await namesAt(desk)).toEqual(expect.arrayContaining(['Lost', 'Customer 2499']));
    world.weather = () => 'cut';
    await desk.take('Taken meanwhile');
    await desk.quit();
    await desk.start();
    expect(await namesAt(desk)).toEqual(expect.arrayContaining(['Lost', 'Taken meanwhile']));
    const askedBefore = world.asked.length;
    world.weather = calm;
    await world.pass(5 * MINUTE);
    const names = await namesAt(desk);
    expect(names).toEqual(expect.arrayContaining(['Found', 'Taken meanwhile', 'Customer 0', 'Customer 2499']));
    expect(names).not.toContain('Lost');
    expect(names).toHaveLength(2_502);
    const snapshots = world.asked.slice(askedBefore).filter((asked) => asked.includes('/v1/sync/snapshot'));
    for (const asked of snapshots) expect(asked).toContain('table=customers&after=cus_');
    expect(desk.defects).toEqual([]);
  });
});

describe('what people do while everything is fetched again', () => {
  it('goes to the server first, and the fetch goes on behind it', async () => {
    const desk = await world.openDesk('one', await world.logIn('OWNER'));
    await world.pass(MINUTE);
    await world.server.backUp();
    await world.server.run('customers.create', { name: 'Lost' });
    await world.pass(MINUTE);
    await world.server.rollBack();
    await world.server.run('customers.create', { name: 'Found' });
    const from = world.asked.length;
    const snapshots = () => world.asked.slice(from).filter((asked) => asked.includes('/v1/sync/snapshot'));
    for (let i = 0; i < 12_000 && snapshots().length === 0; i++) await world.pass(5);
    await world.pass(20);
    await desk.take('Ada');
    await world.pass(MINUTE);
    const kinds = world.asked.slice(from).map((asked) => /snapshot|push|pull/.exec(asked)?.[0]);
    expect(kinds.slice(kinds.indexOf('snapshot'))).toEqual(expect.arrayContaining(['snapshot', 'push', 'snapshot', 'pull']));
    expect(kinds.indexOf('push')).toBeLessThan(kinds.lastIndexOf('snapshot'));
    expect(snapshots().at(-1)).toMatch(/table=customers&after=cus_/);
    expect(await namesAt(desk)).toEqual(expect.arrayContaining(['Ada', 'Found', 'Customer 2499']));
    expect(await namesAt(desk)).toHaveLength(2_502);
    expect(desk.defects).toEqual([]);
  });
});

describe('an app that knows less than its server', () => {
  /** A server of next year: one more table, and one more thing to know of each customer. */
  const richer: SyncWorld['weather'] = (path, answer) =>
    path.startsWith('/v1/sync/snapshot') || path.startsWith('/v1/sync/pull') ? enriched(answer) : answer();

  async function enriched(answer: () => Promise<ServerAnswer>): Promise<ServerAnswer> {
    const { status, body } = await answer();
    if (typeof body !== 'string') {
      const { rows, ...page } = body as { rows?: Record<string, object[]> };
      if (rows === undefined) return { status, body };
      return { status, body: { ...page, rows: { ...rows, gift_cards: [{ id: 'gft_1' }] }, removed: [{ table: 'gift_cards', id: 'x' }] } };
    }
    let isCustomers = false;
    const lines = body.split('\n').flatMap((line) => {
      if (line.includes('"table"')) isCustomers = line.includes('"customers"');
      if (line.includes('"table":"customers"'))
        return ['{"table":"gift_cards","columns":["id","cents"]}', '["gft_1",500]', line.replace('"name"', '"loyalty","name"')];
      return isCustomers && line.startsWith('[') ? [line.replace(/^(\["[^"]*",\d+,)/, '$1"gold",')] : [line];
    });
    return { status, body: lines.join('\n') };
  }

  it('leaves out what it does not know, and fetches afresh once it knows more', async () => {
    world.weather = richer;
    const desk = await world.openDesk('one', await world.logIn('OWNER'));
    await world.pass(MINUTE);
    expect(await namesAt(desk)).toHaveLength(2_500);
    expect(await namesAt(desk)).toContain('Customer 7');
    expect(desk.defects).toEqual([]);
    const [state] = await desk.rows(syncState);
    expect(state?.lacksSince).toMatch(/^\d{4}_/);
    // the next version has a migration more
    await desk.profile().database.write(world.server.tenantId, (db) => db.patch(syncState, 'sync', { lacksSince: '0000_earlier' }));
    world.weather = calm;
    const before = world.asked.length;
    await world.pass(MINUTE);
    expect(world.asked.slice(before).filter((asked) => asked.includes('/v1/sync/snapshot'))).toHaveLength(1);
    expect((await desk.rows(syncState))[0]?.lacksSince).toBeNull();
    expect(await namesAt(desk)).toHaveLength(2_500);
  });
});
