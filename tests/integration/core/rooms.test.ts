import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import { anna, coreWorld, type CoreWorld, idFor, NOON, profile, system, wish } from './world.ts';

let world: CoreWorld;
beforeEach(async () => {
  world = await coreWorld();
});
afterEach(() => world.close());

const rule = { dayOfWeek: 1, startTime: '09:00', endTime: '17:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null };
const issuesOf = async (name: string, input: unknown) => {
  const { code, issues } = await world.refused(name, input);
  expect(code).toBe('invalid_request');
  return issues as { path: string; expected: string }[];
};

const pathsOf = (issues: readonly { path: string }[]): string[] => [...new Set(issues.map(({ path }) => path))].toSorted();

describe('what comes in', () => {
  test('is refused by each field’s path, the unknown by name', async () => {
    const issues = await issuesOf('catalog.createOffering', {
      title: ' ',
      basePriceCents: -1,
      taxBps: 1e21,
      capacity: 1.5,
      colour: 'red',
      cancellationPolicy: [{ hoursBefore: 1, refundPercent: 101, why: 'x' }],
    });
    expect(pathsOf(issues)).toEqual(
      [
        'basePriceCents',
        'cancellationPolicy.0.refundPercent',
        'cancellationPolicy.0.why',
        'capacity',
        'colour',
        'taxBps',
        'title',
      ].toSorted(),
    );
    for (const { expected } of issues) expect(expected).not.toBe('');
    expect(await issuesOf('customers.create', null)).toMatchObject([{ path: '(whole)' }]);
  });

  test('text that a database can’t keep, numbers that are none, dates that never were', async () => {
    const offeringId = await world.offer();
    for (const text of ['a\u0000b', 'a\ud800b', '\udc00']) {
      expect(await issuesOf('customers.create', { name: text })).toMatchObject([{ path: 'name' }]);
      expect(await issuesOf('customers.create', { name: 'A', notes: text })).toMatchObject([{ path: 'notes' }]);
      const block = { subjectId: offeringId, kind: 'BLOCK', from: '2026-12-24T00:00', to: '2026-12-25T00:00', reason: text };
      expect(await issuesOf('availability.addException', block)).toMatchObject([{ path: 'reason' }]);
      expect(await world.askRefused('bookings.list', { q: text })).toMatchObject({ code: 'invalid_request' });
      expect(await issuesOf('tenants.updateProfile', { changes: { logoUrl: `https://example.org/${text}` } })).toMatchObject([
        { path: 'changes.logoUrl' },
      ]);
    }
    for (const startsAt of [Number.NaN, Infinity, -1, 1e300, 2 ** 53, '1795172400000', null])
      expect(pathsOf(await issuesOf('bookings.create', wish(offeringId, startsAt as number)))).toEqual(['items.0.startsAt']);
    for (const quantity of [0, -1, 1.5, 10_001])
      expect(await issuesOf('bookings.create', wish(offeringId, NOON, { quantity }))).toMatchObject([{ path: 'items.0.quantity' }]);
    for (const date of ['2026-02-30', '1969-01-01', '9999-12-31', '0001-01-01', '2026-1-1', 'today'])
      expect(pathsOf((await world.askRefused('bookings.today', { date }))['issues'] as never), date).toEqual(['date']);
    for (const bookingId of ['bkg_1', 'bkg_OOOOOOOOOOOOOOOOOOOO', `cus_${'0'.repeat(20)}`, `${idFor('bkg', 'x')}\n`])
      expect(await issuesOf('bookings.approve', { bookingId })).toMatchObject([{ path: 'bookingId' }]);
  });
});

describe('a schedule', () => {
  test('has rules whose validity does not end before it begins', async () => {
    const subjectId = await world.offer();
    const rules = [rule, { ...rule, validFrom: '2026-12-02', validUntil: '2026-12-01' }];
    expect(await issuesOf('availability.setSchedule', { subjectId, rules })).toEqual([
      { path: 'rules.1.validUntil', expected: 'a date not before validFrom' },
    ]);
    await world.run('availability.setSchedule', { subjectId, rules: [{ ...rule, validFrom: '2026-12-01', validUntil: '2026-12-01' }] });
  });

  test('changed since its author looked is an edit conflict', async () => {
    const subjectId = await world.offer({}, null);
    await world.run('availability.setSchedule', { subjectId, rules: [rule], seen: [] });
    const conflict = { code: 'edit_conflict', field: 'rules', theirs: [{ startTime: '09:00' }] };
    expect(await world.refused('availability.setSchedule', { subjectId, rules: [], seen: [] })).toMatchObject(conflict);
    const { rules } = await world.ask('availability.timetable', { subjectId });
    await world.run('availability.setSchedule', { subjectId, rules: [], seen: rules });
    expect(await world.ask('availability.subjectsWithHours')).toEqual([]);
  });

  test('has exceptions that end after they begin, of one subject or of several', async () => {
    const subjectId = await world.offer();
    const block = { kind: 'BLOCK', from: '2026-12-24T00:00', to: '2026-12-25T00:00' };
    expect(await issuesOf('availability.addException', { ...block, subjectId, to: block.from })).toMatchObject([{ path: 'to' }]);
    for (const subjects of [{}, { subjectId, subjectIds: [subjectId] }])
      expect(await issuesOf('availability.addException', { ...block, ...subjects })).toMatchObject([{ path: 'subjectId' }]);
    expect((await world.run('availability.addException', { ...block, subjectIds: [subjectId, subjectId] })).exceptionIds).toHaveLength(1);
    const { exceptionIds = [] } = await world.run('availability.addException', { ...block, subjectId });
    const other = { ...block, subjectId, to: '2026-12-27T00:00', replaces: exceptionIds[0] };
    await world.run('availability.addException', other);
    const { exceptions } = (await world.ask('availability.timetable', { subjectId })) as { exceptions: { id: string; to: string }[] };
    expect(exceptions.map(({ to }) => to).toSorted()).toEqual([block.to, other.to]);
    expect(await world.refused('availability.addException', other)).toMatchObject({ code: 'not_found', kind: 'exception' });
    expect(await world.ask('availability.timetable', { subjectId })).toMatchObject({ exceptions });
    expect(await world.refused('availability.removeException', { exceptionId: idFor('exc', 'none') })).toMatchObject({
      code: 'not_found',
      kind: 'exception',
    });
  });

  test('a block over the hour that a clock skips or has twice blocks that night and no other', async () => {
    world.clock.now = Date.parse('2026-10-20T00:00Z');
    const offeringId = await world.offer({ maxAdvanceDays: 365 });
    for (const day of ['2026-10-25', '2027-03-28'])
      await world.run('availability.addException', { subjectId: offeringId, kind: 'BLOCK', from: `${day}T02:00`, to: `${day}T03:00` });
    // 25 October: 02:00 to 03:00 comes twice, 00:00Z to 02:00Z. 28 March: it does not come at all.
    for (const [at, isFree] of [
      ['2026-10-24T23:00Z', true],
      ['2026-10-25T00:00Z', false],
      ['2026-10-25T01:00Z', false],
      ['2026-10-25T02:00Z', true],
      ['2027-03-28T00:00Z', true],
      ['2027-03-28T01:00Z', true],
    ] as const)
      expect(await world.outcome('bookings.create', wish(offeringId, Date.parse(at))), at).toMatchObject({ ok: isFree });
  });
});

describe('the catalogue', () => {
  test('gives each offering an address of its own, and a free one where none was asked for', async () => {
    const first = await world.run('catalog.createOffering', { title: 'Soho Loft', basePriceCents: 1 });
    const second = await world.run('catalog.createOffering', { title: 'Soho Loft', basePriceCents: 1 });
    expect([first.slug, second.slug]).toEqual(['soho-loft', 'soho-loft-2']);
    const taken = { code: 'already_exists', field: 'slug', value: 'soho-loft' };
    expect(await world.refused('catalog.createOffering', { title: 'X', basePriceCents: 1, slug: 'soho-loft' })).toMatchObject(taken);
    expect(await world.refused('catalog.updateOffering', { offeringId: second.offeringId, changes: { slug: 'soho-loft' } })).toMatchObject(
      taken,
    );
    await world.run('catalog.archiveOffering', { offeringId: first.offeringId });
    await world.run('catalog.updateOffering', { offeringId: second.offeringId, changes: { slug: 'soho-loft' } });
    expect(await world.refused('catalog.publishOffering', { offeringId: first.offeringId })).toMatchObject({
      code: 'invalid_transition',
      status: 'ARCHIVED',
    });
    await world.run('catalog.restoreOffering', { offeringId: first.offeringId });
    expect(await world.ask('catalog.offering', { idOrSlug: 'soho-loft-2' })).toMatchObject({ id: first.offeringId, status: 'DRAFT' });
  });

  test('a field that changed since its author looked is a conflict to show; one that stands as wanted is none', async () => {
    const offeringId = await world.offer({ title: 'Cut' });
    await world.run('catalog.updateOffering', { offeringId, changes: { title: 'Trim' }, seen: { title: 'Cut' } });
    const late = { offeringId, changes: { title: 'Shave' }, seen: { title: 'Cut' } };
    expect(await world.refused('catalog.updateOffering', late)).toMatchObject({
      code: 'edit_conflict',
      field: 'title',
      yours: 'Shave',
      theirs: 'Trim',
    });
    await world.run('catalog.updateOffering', {
      offeringId,
      changes: { title: 'Trim', basePriceCents: 1 },
      seen: { title: 'Cut', basePriceCents: 4_500 },
    });
    expect(await world.ask('catalog.offering', { idOrSlug: offeringId })).toMatchObject({ title: 'Trim', basePriceCents: 1 });
  });

  test('names resources that are there, and takes twelve pictures', async () => {
    const { resourceId } = await world.run('catalog.createResource', { name: 'Chair', kind: 'chair' });
    const offeringId = await world.offer({ resourceGroups: [[resourceId]] });
    await world.run('catalog.archiveResource', { resourceId });
    expect(await world.refused('catalog.createOffering', { title: 'X', basePriceCents: 1, resourceGroups: [[resourceId]] })).toMatchObject({
      code: 'not_found',
      kind: 'resource',
    });
    expect(await world.refused('bookings.create', wish(offeringId, NOON + DAY))).toMatchObject({ code: 'booking_conflict' });
    await world.run('catalog.restoreResource', { resourceId });
    await world.run('bookings.create', wish(offeringId, NOON + DAY));
    const photo = { offeringId, mediaType: 'image/png', base64: 'aGVsbG8=' };
    const made: string[] = [];
    for (let i = 0; i < 12; i++) made.push((await world.run('catalog.addPhoto', photo)).photoId ?? '');
    expect(await world.refused('catalog.addPhoto', photo)).toMatchObject({ code: 'in_use', kind: 'photos', count: 12 });
    await world.run('catalog.removePhoto', { photoId: made[3] });
    expect(await world.refused('catalog.removePhoto', { photoId: made[3] })).toMatchObject({ code: 'not_found', kind: 'photo' });
    expect((await world.ask('catalog.offering', { idOrSlug: offeringId })).photos.map(({ id }: { id: string }) => id)).toEqual(
      made.filter((_, i) => i !== 3),
    );
  });
});

describe('people, endpoints and businesses', () => {
  test('an address is one customer’s, however it is written', async () => {
    const { customerId } = await world.run('customers.create', anna);
    const { customerId: other } = await world.run('customers.create', { name: 'Ben' });
    const taken = { code: 'already_exists', field: 'email' };
    expect(await world.refused('customers.create', { name: 'X', email: 'ANNA@example.ORG' })).toMatchObject(taken);
    expect(await world.refused('customers.update', { customerId: other, changes: { email: 'Anna@example.org' } })).toMatchObject(taken);
    await world.run('customers.update', { customerId, changes: { email: 'Anna@example.org', notes: 'x' } });
    const stale = { customerId, changes: { notes: 'y' }, seen: { notes: '' } };
    expect(await world.refused('customers.update', stale)).toMatchObject({ code: 'edit_conflict', field: 'notes', theirs: 'x' });
  });

  test('an endpoint goes with its secret and its log', async () => {
    const secret = `whsec_${'A'.repeat(44)}`;
    const { endpointId } = await world.run('webhooks.createEndpoint', {
      url: 'https://example.org/hook',
      events: ['booking.created'],
      secret,
    });
    await world.run('webhooks.sendTest', { endpointId });
    await world.run('webhooks.disableEndpoint', { endpointId, reason: 'gone' }, system);
    await world.run('webhooks.updateEndpoint', { endpointId, changes: { active: true }, seen: { active: false } });
    expect(await world.ask('webhooks.endpoint', { endpointId })).toMatchObject({ active: true, disabledReason: null });
    await world.run('webhooks.removeEndpoint', { endpointId });
    expect(await world.refused('webhooks.rotateSecret', { endpointId, secret })).toMatchObject({ code: 'not_found', kind: 'webhook' });
    expect(await world.ask('webhooks.endpoints')).toEqual([]);
  });

  test('a name on the server is one business’s', async () => {
    const again = { subdomain: 'atlas', profile, sandboxOf: null };
    expect(await world.refused('tenants.create', again, system)).toMatchObject({
      code: 'already_exists',
      field: 'subdomain',
      value: 'atlas',
    });
    await world.run('tenants.updateProfile', { changes: { name: 'Atlas' }, seen: { name: 'Atlas Studios' } });
    expect(await world.refused('tenants.updateProfile', { changes: { name: 'X' }, seen: { name: 'Atlas Studios' } })).toMatchObject({
      code: 'edit_conflict',
    });
    expect(Object.keys(await world.ask('tenants.profile'))).not.toEqual(expect.arrayContaining(['rev']));
  });
});

describe('what is asked', () => {
  test('today is as long as the day is on the wall clock', async () => {
    for (const [date, hours] of [
      ['2026-03-29', 23],
      ['2026-10-25', 25],
      ['2026-11-20', 24],
    ] as const) {
      const { from, to } = await world.ask('bookings.today', { date });
      expect((to - from) / HOUR, date).toBe(hours);
    }
    world.clock.now = Date.parse('2026-10-25T22:30Z'); // 23:30 in Berlin, a quarter to two days from UTC's midnight
    expect((await world.ask('bookings.today')).date).toBe('2026-10-25');
  });

  test('today counts what is live, and its money in the business’s currency', async () => {
    const offeringId = await world.offer({ capacity: 9, basePriceCents: 1_000 });
    const dollars = await world.offer({ title: 'Tour', currency: 'USD' });
    const soon = NOON + HOUR;
    await world.run('bookings.create', wish(offeringId, soon));
    await world.run('bookings.create', wish(dollars, soon));
    const { bookingId } = await world.run('bookings.create', wish(offeringId, soon));
    await world.run('bookings.cancel', { bookingId });
    await world.run('bookings.create', wish(offeringId, soon, { confirm: false }));
    await world.run('bookings.create', wish(offeringId, soon + DAY));
    const { arrivals, pending, counts } = await world.ask('bookings.today');
    expect([arrivals.length, pending.length, counts]).toEqual([3, 1, { bookings: 3, checkedIn: 0, revenueCents: 2_000, currency: 'EUR' }]);
  });

  test('a search takes its signs for themselves and minds no case, beyond ASCII too', async () => {
    const offeringId = await world.offer({ capacity: 99 });
    const named = ['100% Öztürk', 'Émile Zola', 'a_b', 'axb', 'back\\slash', 'ÅSA'];
    for (const name of named) await world.run('bookings.create', wish(offeringId, NOON + DAY, { customer: { name } }));
    const found = async (q: string): Promise<[string[], string[]]> => {
      const names = (rows: readonly { name?: string; customerName?: string }[]) =>
        rows.map((row) => row.name ?? row.customerName ?? '').toSorted();
      return [names((await world.ask('bookings.list', { q })).data), names(await world.ask('customers.find', { q }))];
    };
    const both = (...names: string[]): [string[], string[]] => [names, names];
    expect(await found('%')).toEqual(both('100% Öztürk'));
    expect(await found('a_b')).toEqual(both('a_b'));
    expect(await found('\\')).toEqual(both('back\\slash'));
    for (const q of ['öztürk', 'Öztürk', 'ÖZTÜRK']) expect(await found(q), q).toEqual(both('100% Öztürk'));
    for (const q of ['émile', 'Émile']) expect(await found(q), q).toEqual(both('Émile Zola'));
    for (const q of ['åsa', 'Åsa', 'ÅSA']) expect(await found(q), q).toEqual(both('ÅSA'));
    expect((await found('hair a_'))[0]).toEqual(['a_b']);
    expect(await found("' or 1=1 --")).toEqual(both());
  });

  test('a page of bookings stays where it is while more come in', async () => {
    const offeringId = await world.offer({ capacity: 99 });
    const book = () => world.run('bookings.create', wish(offeringId, NOON + DAY));
    for (let i = 0; i < 7; i++) await book();
    const all = (await world.ask('bookings.page', { limit: 100 })).data.map(({ id }: { id: string }) => id);
    const read: string[] = [];
    for (let after: unknown; read.length < 100;) {
      const { data, next } = await world.ask('bookings.page', { limit: 2, after });
      read.push(...data.map(({ id }: { id: string }) => id));
      world.clock.now += 1;
      await book();
      if (next === null) break;
      after = next;
    }
    expect(read).toEqual(all);
  });

  test('no list is endless', async () => {
    const tooMuch: readonly (readonly [string, object])[] = [
      ['bookings.list', { limit: 1_001 }],
      ['bookings.page', { limit: 101 }],
      ['customers.list', { limit: 1_001 }],
      ['search.all', { q: 'a', limit: 51 }],
      ['events.page', { limit: 101 }],
      ['notifications.list', { limit: 201 }],
      ['bookings.calendar', { from: NOON, to: NOON + 63 * DAY }],
      ['bookings.calendar', { from: NOON, to: NOON }],
      ['availability.calendar', { from: NOON, to: NOON + 63 * DAY }],
      ['availability.slots', { offeringId: idFor('off', 'x'), from: '2026-01-01', to: '2026-04-01' }],
    ];
    for (const [name, input] of tooMuch)
      expect((await world.askRefused(name, input)).code, `${name} ${JSON.stringify(input)}`).toBe('invalid_request');
  });
});
