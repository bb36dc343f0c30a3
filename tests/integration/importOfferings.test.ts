/** A catalogue out of a file and into one, through the console's door. */
import Papa from 'papaparse';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exceptions, schedules } from '#core/domains/availability/tables.ts';
import { categories, offerings } from '#core/domains/catalog/tables.ts';
import type { ImportPreview, ImportShare } from '#core/engine/bridge.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { ReadDb } from '#core/data/database.ts';
import { headOf } from '#core/data/journals.ts';
import { bringIn } from '#server/sheet/incoming.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { cheapHash } from '../secrets.ts';
import { OWNER, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let token: string;

beforeEach(async () => {
  world = await testWorld();
  ({ token } = await world.signIn());
});
afterEach(() => world.close());

interface Lines {
  readonly status: number;
  readonly shares: ImportShare[];
  readonly end?: { imported?: number; preview?: ImportPreview };
  readonly refused?: { code: string; facts: Record<string, unknown> };
  readonly error?: string;
}

async function post(path: string, file: string | Buffer, as = token): Promise<Lines> {
  const headers = { authorization: `Bearer ${as}`, 'content-type': 'text/csv' };
  const answer = await world.inject({ method: 'POST', url: `/v1/console/import${path}`, headers, payload: file });
  if (answer.statusCode !== 200) return { status: answer.statusCode, shares: [], error: answer.json<{ error: string }>().error };
  const lines = answer.payload
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  const last = lines.pop();
  return { status: 200, shares: lines as ImportShare[], ...last };
}

const preview = (file: string | Buffer, as?: string) => post('/preview', file, as);
const sendIn = (file: string | Buffer, { as = token, commandId = newCommandId() } = {}) => post(`?commandId=${commandId}`, file, as);

async function fetched(path: string): Promise<string> {
  const answer = await world.inject({ url: `/v1/console${path}`, headers: { authorization: `Bearer ${token}` } });
  expect(answer.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8' });
  return answer.payload;
}

const read = <T>(fn: (db: ReadDb) => Promise<T>): Promise<T> => world.engine.database.read(world.business.tenantId, fn);
const titles = async (): Promise<string[]> => (await read((db) => db.list(offerings))).map(({ title }) => title).toSorted();
const revision = async (): Promise<number> => (await read((db) => headOf(db, db.tenantId))).rev;

const small = 'title,price,hours,categories\nYoga,12.00,Mon-Fri 09:00-17:00; Sat 10:00-14:00 (capacity 4),Body; Mind\nPilates,15,,body\n';

async function signInAs(role: string): Promise<string> {
  const email = `${role.toLowerCase()}@atlas.test`;
  await world.run('members.add', { name: role, email, role, passwordHash: await cheapHash(OWNER.password) });
  const { body } = await world.call('POST', '/v1/console/sign-in', { token: null, body: { email, password: OWNER.password } });
  return (body as { token: string }).token;
}

describe('a file of offerings', () => {
  test('is looked through without a trace, and then is in the catalogue as drafts with their hours', async () => {
    const before = await revision();
    expect((await preview(small)).end?.preview).toMatchObject({
      ...{ rows: 2, problemCount: 0, problems: [] },
      sample: [
        { row: 2, title: 'Yoga', slug: 'yoga', basePriceCents: 1_200, currency: 'EUR', days: 6 },
        { row: 3, title: 'Pilates', days: 0 },
      ],
    });
    expect([await revision(), await titles()]).toEqual([before, []]);

    const { end, shares } = await sendIn(small);
    expect(end).toEqual({ imported: 2, changed: 0 });
    expect(new Set(shares.map(({ phase }) => phase))).toEqual(new Set(['reading', 'checking', 'writing']));
    const rows = await read((db) => db.list(offerings));
    expect(rows.map(({ status, timezone }) => [status, timezone])).toEqual([
      ['DRAFT', 'Europe/Berlin'],
      ['DRAFT', 'Europe/Berlin'],
    ]);
    const yoga = rows.find(({ slug }) => slug === 'yoga');
    const hours = await read((db) => db.list(schedules));
    expect(hours.map(({ id, rules }) => [id, rules.length, rules.at(-1)?.capacity])).toEqual([[yoga?.id, 6, 4]]);
    // A name that differs in case is the same category, as it was first spelt.
    expect((await read((db) => db.list(categories))).map(({ name }) => name).toSorted()).toEqual(['Body', 'Mind']);
    expect(rows.find(({ slug }) => slug === 'pilates')?.categories).toEqual(['Body']);
    // One transaction: one revision.
    expect(await revision()).toBe(before + 1);
  });

  test('may be written with semicolons or tabs, any line end, a mark of UTF-8, and lines within a cell', async () => {
    const table = [
      ['title', 'price', 'description', 'durations'],
      ['Zoë’s "Yoga"', '12,50', 'Two\r\nlines; and, more', '90=120.00; 120'],
    ];
    const sample = { title: 'Zoë’s "Yoga"', basePriceCents: 1_250 };
    for (const delimiter of [',', ';', '\t'])
      for (const newline of ['\n', '\r\n', '\r'])
        for (const mark of ['', '\uFEFF']) {
          const file = `${mark}${Papa.unparse(table, { delimiter, newline })}${newline}`;
          expect([delimiter, newline, (await preview(file)).end?.preview]).toMatchObject([
            delimiter,
            newline,
            { rows: 1, problemCount: 0, sample: [sample] },
          ]);
        }
    const mixed = 'title,price,description\r\nA,1,"one\r\ntwo"\nB,2,three\r\n';
    await sendIn(mixed);
    const found = await read((db) => db.list(offerings));
    expect(found.map(({ description }) => description).toSorted()).toEqual(['one\r\ntwo', 'three']);
  });

  test('with one bad row leaves nothing, and every problem is told', async () => {
    const before = await revision();
    const file = 'title;price;timezone;rating\nYoga;free;Mars;5\n;12;Europe/Berlin;\n"Torn;1;;\n';
    const { end } = await sendIn(file);
    expect(end?.imported).toBeUndefined();
    expect(end?.preview?.problems.map(({ row, column }) => [row, column])).toEqual([
      [1, 'rating'],
      [2, 'price'],
      [2, 'timezone'],
      [3, 'title'],
      [4, ''],
      [4, 'price'],
    ]);
    expect([await revision(), await titles()]).toEqual([before, []]);
    expect((await preview('')).end?.preview).toMatchObject({ rows: 0, problemCount: 2 });
  });

  test('is put in once, however often its answer is lost', async () => {
    const commandId = newCommandId();
    for (let i = 0; i < 3; i++) expect((await sendIn(small, { commandId })).end).toEqual({ imported: 2, changed: 0 });
    expect(await titles()).toEqual(['Pilates', 'Yoga']);
    // Under another id it is another import: whoever means the same offerings says so by their slugs.
    expect((await sendIn(small)).end).toEqual({ imported: 2, changed: 0 });
    expect(await titles()).toHaveLength(4);
  });

  test('of slugs that are taken is told which', async () => {
    await sendIn('title,price,slug\nYoga,1,yoga\n');
    const { offeringId } = (await world.run('catalog.createOffering', { title: 'Mat', basePriceCents: 1 })) as { offeringId: string };
    const { end } = await sendIn(`title,price,slug,id\nA,1,a,\nB,1,a,\nMat,1,yoga,${offeringId}\n`);
    expect(end?.preview?.problems.map(({ row, expected }) => [row, expected])).toEqual([
      [3, 'another slug: row 2 has it'],
      [4, 'another slug: an offering of the catalogue has it'],
    ]);
  });

  test('whose slug is taken between the look and the write leaves nothing, and is told which row', async () => {
    const actor: Actor = { kind: 'member', id: world.business.ownerId, role: 'OWNER', name: OWNER.name };
    let other: Promise<unknown> | undefined;
    const onShare = ({ phase }: ImportShare): void => {
      if (phase === 'writing') other ??= world.run('catalog.createOffering', { title: 'Other', slug: 'b', basePriceCents: 1 });
    };
    const importer = { engine: world.engine, tenantId: world.business.tenantId, actor, signal: new AbortController().signal, onShare };
    const end = await bringIn(Buffer.from('title,price,slug\nA,1,a\n,,\nB,1,b\n'), { ...importer, commandId: newCommandId() });
    await other;
    expect(end).toMatchObject({ preview: { problemCount: 1, problems: [{ row: 4, column: 'slug', value: 'b' }] } });
    expect(await titles()).toEqual(['Other']);
  });

  test('is for owners and admins', async () => {
    for (const role of ['STAFF', 'CLIENT']) {
      const as = await signInAs(role);
      expect(await preview(small, as)).toMatchObject({ status: 403, error: 'forbidden' });
      expect(await sendIn(small, { as })).toMatchObject({ status: 403, error: 'forbidden' });
      for (const url of ['/v1/console/export/offerings.csv', '/v1/console/import/template.csv'])
        expect((await world.inject({ url, headers: { authorization: `Bearer ${as}` } })).statusCode).toBe(403);
    }
    expect((await sendIn(small, { as: await signInAs('ADMIN') })).end).toEqual({ imported: 2, changed: 0 });
  });

  test('that is too large, too long or not in UTF-8 is refused', async () => {
    expect(await preview(Buffer.alloc(10 * 1024 * 1024 + 1, 'a'))).toMatchObject({ status: 413 });
    expect(await preview(`title,price\n${'A,1\n'.repeat(10_001)}`)).toMatchObject({
      refused: { code: 'invalid_request', facts: { reason: 'too_many_rows', rows: 10_001, most: 10_000 } },
    });
    expect(await preview(Buffer.from([0x74, 0xff, 0xfe]))).toMatchObject({ refused: { facts: { reason: 'not_utf8' } } });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const json = await world.inject({ method: 'POST', url: '/v1/console/import/preview', headers, payload: '{}' });
    expect(json.statusCode).toBe(415);
  });

  test('of as many rows as there may be comes in whole, as one revision', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `Room ${i},${i % 500}.50,space,Mon-Fri 09:00-17:00,area of ${i}`);
    const file = `title,price,type,hours,description\n${rows.join('\n')}\n`;
    const before = await revision();
    expect(await sendIn(file)).toMatchObject({ status: 200, end: { imported: 10_000, changed: 0 } });
    expect(await revision()).toBe(before + 1);
    const [kept, hours] = await read(async (db) => [await db.list(offerings), await db.list(schedules)] as const);
    expect([kept.length, new Set(kept.map(({ slug }) => slug)).size, hours.length]).toEqual([10_000, 10_000, 10_000]);
    expect(kept.every(({ status }) => status === 'DRAFT')).toBe(true);
  });

  test('runs as a command of its own for nobody but managers, and refuses what is not there', async () => {
    await expect(world.run('availability.importOfferings', { offerings: [] })).rejects.toThrow('invalid_request');
  });
});

describe('a file that was exported and edited', () => {
  const weekly = { endTime: '17:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null };

  /** On sale, with hours, two days off and something that no column tells of. */
  async function yogaOnSale(): Promise<string> {
    const { offeringId } = (await world.run('catalog.createOffering', {
      ...{ title: 'Yoga', slug: 'yoga', basePriceCents: 1_250, description: 'Slow', attributes: { level: 'Beginners', room: 'blue' } },
    })) as { offeringId: string };
    await world.run('availability.setSchedule', { subjectId: offeringId, rules: [{ dayOfWeek: 1, startTime: '09:00', ...weekly }] });
    for (const day of ['24', '31'])
      await world.run('availability.addException', {
        subjectId: offeringId,
        kind: 'BLOCK',
        from: `2026-12-${day}T00:00`,
        to: `2027-01-01T00:00`,
      });
    await world.run('catalog.publishOffering', { offeringId });
    return offeringId;
  }

  test('says what becomes of each cell, changes that and nothing else, and leaves it on sale', async () => {
    const id = await yogaOnSale();
    const [was] = await read((db) => db.list(offerings));
    const [kept] = (await read((db) => db.list(exceptions))).filter(({ fromLocal }) => fromLocal.startsWith('2026-12-24'));
    const file = [
      'slug,price,hours,exceptions,attr:level,title',
      'yoga,15.00,Mon 10:00-17:00,closed 2026-12-24 to 2026-12-31; closed 2027-05-01,Advanced,Yoga',
      'pilates,9,Tue 9-12,,,Pilates',
      '',
    ].join('\n');
    const { end } = await preview(file);
    expect(end?.preview).toMatchObject({
      problemCount: 0,
      created: 1,
      changed: 1,
      same: 0,
      changeCount: 4,
      sample: [{ title: 'Pilates' }],
    });
    expect(end?.preview?.changes).toEqual([
      { row: 2, title: 'Yoga', onSale: true, column: 'price', from: '12.50', to: '15.00' },
      { row: 2, title: 'Yoga', onSale: true, column: 'hours', from: 'Mon 09:00-17:00', to: 'Mon 10:00-17:00' },
      {
        ...{ row: 2, title: 'Yoga', onSale: true, column: 'exceptions' },
        from: 'closed 2026-12-24 to 2026-12-31; closed 2026-12-31',
        to: 'closed 2026-12-24 to 2026-12-31; closed 2027-05-01',
      },
      { row: 2, title: 'Yoga', onSale: true, column: 'attr:level', from: 'Beginners', to: 'Advanced' },
    ]);
    const before = await revision();
    expect((await sendIn(file)).end).toEqual({ imported: 1, changed: 1 });
    expect(await revision()).toBe(before + 1);
    const is = (await read((db) => db.list(offerings))).find((one) => one.id === id);
    const attributes = { level: 'Advanced', room: 'blue' };
    expect(is).toEqual({ ...was, basePriceCents: 1_500, attributes, updatedAt: is?.updatedAt, rev: is?.rev });
    expect((await read((db) => db.find(schedules, id)))?.rules).toMatchObject([{ dayOfWeek: 1, startTime: '10:00' }]);
    const days = (await read((db) => db.list(exceptions))).filter(({ subjectId }) => subjectId === id);
    expect(days.map(({ fromLocal }) => fromLocal).toSorted()).toEqual(['2026-12-24T00:00', '2027-05-01T00:00']);
    // The day that stayed is the one that it was.
    expect(days.find(({ id: day }) => day === kept?.id)).toEqual(kept);
    expect((await preview(file)).end?.preview).toMatchObject({ created: 0, changed: 0, same: 2 });
    expect((await sendIn(file)).end).toEqual({ imported: 0, changed: 0 });
  });

  test('gives another slug by the id, and whoever comes by the old one is led on', async () => {
    const id = await yogaOnSale();
    expect((await sendIn(`id,slug\n${id},flow\n`)).end).toEqual({ imported: 0, changed: 1 });
    const led = await world.inject({ url: '/v1/storefront/atlas-studios/offerings/yoga' });
    expect([led.statusCode, led.headers.location]).toEqual([301, '/v1/storefront/atlas-studios/offerings/flow']);
  });

  test('changes what was seen and nothing else: where somebody has changed it since, it is shown again', async () => {
    const offeringId = await yogaOnSale();
    const file = 'slug,title,price\nyoga,Flow,12.50\n';
    const { digest = '' } = (await preview(file)).end?.preview ?? {};
    await world.run('catalog.updateOffering', { offeringId, changes: { basePriceCents: 2_000 } });
    const before = await revision();
    const again = (await post(`?commandId=${newCommandId()}&seen=${digest}`, file)).end;
    expect(again?.preview).toMatchObject({
      stale: true,
      problemCount: 0,
      changes: [{ column: 'title' }, { column: 'price', from: '20.00' }],
    });
    expect(await revision()).toBe(before);
    const { end } = await post(`?commandId=${newCommandId()}&seen=${again?.preview?.digest}`, file);
    expect(end).toEqual({ imported: 0, changed: 1 });
  });

  test('with one bad row changes nothing', async () => {
    await yogaOnSale();
    const before = await revision();
    const { end } = await sendIn('slug,title,price\nyoga,Yoga,15\nnew,New,free\n');
    expect(end?.preview).toMatchObject({ problemCount: 1, changed: 1, changes: [{ column: 'price' }] });
    expect(await revision()).toBe(before);
  });

  test('of what was changed meanwhile, between the look and the write, writes nothing', async () => {
    const offeringId = await yogaOnSale();
    const actor: Actor = { kind: 'member', id: world.business.ownerId, role: 'OWNER', name: OWNER.name };
    let other: Promise<unknown> | undefined;
    const onShare = ({ phase }: ImportShare): void => {
      if (phase === 'writing') other ??= world.run('catalog.updateOffering', { offeringId, changes: { basePriceCents: 1 } });
    };
    const importer = { engine: world.engine, tenantId: world.business.tenantId, actor, signal: new AbortController().signal, onShare };
    const file = Buffer.from('slug,title,price\nmat,Mat,5\nyoga,Flow,15\n');
    await expect(bringIn(file, { ...importer, commandId: newCommandId() })).rejects.toMatchObject({ code: 'edit_conflict' });
    await other;
    expect(await titles()).toEqual(['Yoga']);
  });

  test('of as many rows as there may be changes them all, as one revision', async () => {
    const rows = (price: number) =>
      Array.from({ length: 10_000 }, (_, i) => `Room ${i},room-${i},${price + (i % 500)}.50,Mon-Fri 09:00-17:00`);
    const file = (price: number) => `title,slug,price,hours\n${rows(price).join('\n')}\n`;
    expect((await sendIn(file(1))).end).toEqual({ imported: 10_000, changed: 0 });
    const before = await revision();
    expect((await sendIn(file(2))).end).toEqual({ imported: 0, changed: 10_000 });
    expect(await revision()).toBe(before + 1);
    const kept = await read((db) => db.list(offerings));
    expect(
      kept.filter(({ slug, basePriceCents }) => basePriceCents === (2 + (Number(slug.slice('room-'.length)) % 500)) * 100 + 50),
    ).toHaveLength(10_000);
  }, 120_000);
});

describe('an export', () => {
  test('imports to the same catalogue', async () => {
    const { resourceId } = (await world.run('catalog.createResource', { name: '=Anna; the first', kind: 'person' })) as {
      resourceId: string;
    };
    const { offeringId: yogaId } = (await world.run('catalog.createOffering', {
      ...{ title: "'=Yoga", slug: 'yoga', basePriceCents: 1_250, description: '=1+1\n"quoted"', resourceGroups: [[resourceId]] },
      ...{ categories: ['-Mind'], attributes: { level: '=cmd', size: '5', real: 5 }, cancellationPolicy: [] },
    })) as { offeringId: string };
    await world.run('catalog.createOffering', {
      ...{ title: 'Pass', slug: 'pass', basePriceCents: 8_000, pricingModel: 'SUBSCRIPTION' },
      plan: { period: 'month', visits: 8, offeringIds: [yogaId] },
    });
    const rule = { startTime: '09:00', endTime: '17:00', slotMinutes: null, capacity: 3, validFrom: '2026-01-01', validUntil: null };
    await world.run('availability.setSchedule', { subjectId: yogaId, rules: [1, 2, 3].map((dayOfWeek) => ({ dayOfWeek, ...rule })) });
    const days = [
      { kind: 'BLOCK', from: '2026-12-24T00:00', to: '2026-12-27T00:00', yearly: true, reason: '=Christmas; "quoted"' },
      { kind: 'OPEN', from: '2026-06-06T10:00', to: '2026-06-06T14:00', capacity: 2, slotMinutes: 30 },
    ];
    for (const day of days) await world.run('availability.addException', { subjectId: yogaId, ...day });
    const file = await fetched('/export/offerings.csv');
    expect(file).toContain("''=Yoga");
    expect(file.startsWith('\uFEFFtitle,slug,')).toBe(true);
    const before = await revision();
    expect((await preview(file)).end?.preview).toMatchObject({ problemCount: 0, created: 0, changed: 0, same: 2, changes: [] });
    expect((await sendIn(file)).end).toEqual({ imported: 0, changed: 0 });
    expect(await revision()).toBe(before);

    const all = await read((db) => db.list(offerings));
    for (const { id } of all) await world.run('catalog.archiveOffering', { offeringId: id });
    expect(await fetched('/export/offerings.csv')).not.toContain('yoga');
    expect((await sendIn(file)).end).toEqual({ imported: 2, changed: 0 });
    // What was archived is not brought back: others are made of the file, with ids of their own.
    const withoutIds = (text: string) => text.replaceAll(/,(?:id|off_[0-9a-z]+)(?=\r?\n|$)/g, '');
    expect(withoutIds(await fetched('/export/offerings.csv'))).toBe(withoutIds(file));
    const drafts = (await read((db) => db.list(offerings))).filter(({ status }) => status === 'DRAFT');
    const byTitle = new Map(drafts.map((draft) => [draft.title, draft]));
    expect(byTitle.get("'=Yoga")).toMatchObject({
      ...{ description: '=1+1\n"quoted"', resourceGroups: [[resourceId]], cancellationPolicy: [] },
      attributes: { level: '=cmd', size: '5', real: 5 },
    });
    const yoga = byTitle.get("'=Yoga")?.id ?? '';
    const brought = (await read((db) => db.list(exceptions))).filter(({ subjectId }) => subjectId === yoga);
    expect(brought).toHaveLength(2);
    expect(brought).toContainEqual(
      expect.objectContaining({ kind: 'BLOCK', fromLocal: '2026-12-24T00:00', yearly: true, reason: '=Christmas; "quoted"' }),
    );
    expect(brought).toContainEqual(expect.objectContaining({ kind: 'OPEN', fromLocal: '2026-06-06T10:00', capacity: 2, reason: null }));
    expect(byTitle.get('Pass')?.plan).toEqual({ period: 'month', visits: 8, offeringIds: [byTitle.get("'=Yoga")?.id] });
  });

  test('of nothing is a template, whose own rows can be imported', async () => {
    const template = await fetched('/import/template.csv');
    expect((await preview(template)).end?.preview).toMatchObject({ rows: 2, problemCount: 0 });
    expect(template).toContain('Mon-Fri 09:00-17:00; Sat 10:00-14:00');
  });
});
