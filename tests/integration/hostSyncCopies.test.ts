/** One profile twice, or an older one put back: nothing is lost, nothing is done twice, and everybody is told. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '#core/base/time.ts';
import { customers } from '#core/domains/customers/tables.ts';
import { commandLog, localCommands } from '#core/engine/tables.ts';
import { listAttention } from '#host/attention.ts';
import { calm, copyFolder, type Desk, syncWorld, type SyncWorld } from './hostSyncWorld.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await syncWorld();
});
afterEach(() => world.close());

const namesOf = (rows: readonly { name: string }[]) => rows.map(({ name }) => name).toSorted();
const onServer = async () => namesOf(await world.server.engine.database.read(world.server.tenantId, (db) => db.list(customers)));
const cut: SyncWorld['weather'] = () => 'cut';
const tooLarge = { status: 413, body: { error: 'payload_too_large', message: '', details: {}, requestId: 'req' } };

/** Two programs on copies of one folder, with one token. */
async function twins(): Promise<{ one: Desk; other: Desk; memberId: string }> {
  const login = await world.logIn('OWNER');
  const one = await world.openDesk('one', login);
  await one.take('Shared');
  await world.pass(MINUTE);
  await one.quit();
  copyFolder(world, 'one', 'other');
  await one.start();
  return { one, other: await world.openDesk('other', login), memberId: login.memberId };
}

async function signInAgain(desk: Desk, memberId: string): Promise<void> {
  await desk.quit();
  await desk.start(await world.logIn('OWNER', memberId));
  await world.pass(MINUTE);
}

describe('two copies of one profile', () => {
  it('that both worked are both signed out, and together lose nothing when they sign in again', async () => {
    const { one, other, memberId } = await twins();
    world.weather = cut;
    await one.take('Mine');
    await other.take('Theirs');
    await other.take('Theirs too');
    world.weather = calm;
    await world.pass(5 * MINUTE);
    expect([one.ended, other.ended].map(([failure]) => failure?.code)).toEqual(['device_copied', 'device_copied']);
    await signInAgain(one, memberId);
    await signInAgain(other, memberId);
    await world.pass(5 * MINUTE);
    const all = ['Mine', 'Shared', 'Theirs', 'Theirs too'];
    expect(await onServer()).toEqual(all);
    for (const desk of [one, other]) {
      expect(namesOf(await desk.rows(customers))).toEqual(all);
      expect(desk.sync().state()).toMatchObject({ state: 'synced', waiting: 0, attention: 0 });
      expect(desk.defects).toEqual([]);
    }
    const log = await world.server.engine.database.read(world.server.tenantId, (db) => db.list(commandLog));
    expect(log.filter(({ name }) => name === 'customers.create')).toHaveLength(4);
  });

  it('are noticed where only one of them works', async () => {
    const { one, other } = await twins();
    await one.take('Mine');
    await world.pass(5 * MINUTE);
    expect([one.ended, other.ended].map(([failure]) => failure?.code)).toEqual(['device_copied', 'device_copied']);
    expect(await onServer()).toEqual(['Mine', 'Shared']);
  });

  it('cost no command that is taken while the other one’s answer is on its way', async () => {
    const { one, other, memberId } = await twins();
    world.weather = (path, answer) => (path.startsWith('/v1/sync/push') ? 'cut' : answer());
    await other.take('Theirs');
    await world.pass(MINUTE);
    world.weather = calm;
    await one.take('Mine');
    await world.pass(5 * MINUTE);
    await signInAgain(one, memberId);
    await signInAgain(other, memberId);
    expect(await onServer()).toEqual(['Mine', 'Shared', 'Theirs']);
  });

  it('cost no command under a number that the server answered to the other one, where a queue goes in pieces', async () => {
    const login = await world.logIn('OWNER');
    const one = await world.openDesk('one', login);
    world.weather = cut;
    await one.take('Ada');
    await one.take('Grace');
    await one.quit();
    copyFolder(world, 'one', 'other');
    await one.start();
    await one.take('Mine');
    world.weather = calm;
    await world.pass(MINUTE);
    await one.quit();
    world.weather = cut;
    const other = await world.openDesk('other', login);
    await other.take('Theirs');
    await other.take('Theirs too');
    let pushes = 0;
    world.weather = async (path, answer) => (path.startsWith('/v1/sync/push') && pushes++ === 0 ? tooLarge : answer());
    await world.pass(5 * MINUTE);
    expect(other.ended[0]?.code).toBe('device_copied');
    await signInAgain(other, login.memberId);
    expect(await onServer()).toEqual(['Ada', 'Grace', 'Mine', 'Theirs', 'Theirs too']);
  });
});

describe('a folder put back from an older copy', () => {
  it('is told apart from the profile that the server knows, and brings what it has', async () => {
    const login = await world.logIn('OWNER');
    const desk = await world.openDesk('one', login);
    await desk.take('Before');
    await world.pass(MINUTE);
    await desk.quit();
    copyFolder(world, 'one', 'kept');
    await desk.start();
    await desk.take('After');
    await desk.take('After too');
    await world.pass(MINUTE);
    await desk.quit();
    copyFolder(world, 'kept', 'one');
    world.weather = cut;
    await desk.start();
    await desk.take('Since');
    world.weather = calm;
    await world.pass(5 * MINUTE);
    expect(desk.ended[0]?.code).toBe('device_copied');
    await signInAgain(desk, login.memberId);
    expect(await onServer()).toEqual(['After', 'After too', 'Before', 'Since']);
    expect(namesOf(await desk.rows(customers))).toEqual(await onServer());
  });
});

describe('a server that was restored from a backup', () => {
  it('counts on, though the desktop no longer has what it had answered before', async () => {
    const desk = await world.openDesk('one', await world.logIn('OWNER'));
    await world.server.backUp();
    await desk.take('Ada');
    await desk.take('Grace');
    await world.pass(MINUTE);
    await desk.quit();
    await world.pass(15 * DAY);
    await desk.start();
    await desk.take('Edsger');
    await world.pass(MINUTE);
    await world.server.rollBack();
    await desk.take('Barbara');
    await world.pass(10 * MINUTE);
    expect(await onServer()).toEqual(['Barbara', 'Edsger']);
    expect(namesOf(await desk.rows(customers))).toEqual(['Barbara', 'Edsger']);
    expect(desk.sync().state()).toMatchObject({ state: 'synced', waiting: 0, attention: 0 });
  });

  it('may refuse by a late repeat what it had done before: somebody sees that', async () => {
    const desk = await world.openDesk('one', await world.logIn('OWNER'));
    await world.pass(MINUTE);
    await world.server.backUp();
    await desk.take('Ada', { email: 'ada@example.com' });
    await world.pass(MINUTE);
    await world.server.rollBack();
    await world.server.run('customers.create', { name: 'Somebody else', email: 'ada@example.com' });
    const [{ seq, commandId, name, input, at } = mustBeThere()] = await pendingAndDone(desk);
    const repeat = { commands: [{ seq, commandId, name, input, at, version: 1 }] };
    await world.server.handle({ method: 'POST', path: '/v1/sync/push', token: desk.token, body: repeat });
    await world.pass(5 * MINUTE);
    expect(await listAttention(desk.profile())).toMatchObject([{ id: commandId, code: 'already_exists', input: { name: 'Ada' } }]);
    expect(namesOf(await desk.rows(customers))).toEqual(['Somebody else']);
  });
});

const pendingAndDone = (desk: Desk) => desk.profile().database.read(world.server.tenantId, (db) => db.select().from(localCommands));

function mustBeThere(): never {
  throw new Error('no command was kept');
}
