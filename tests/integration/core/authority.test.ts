import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#core/contracts/actor.ts';
import { isAllowed } from '#core/contracts/actor.ts';
import { anna, type Business, coreWorld, type CoreWorld, customer, idFor, key, member, NOON, owner, system, wish } from './world.ts';

/** Who asks, in the order of the columns below. */
const callers: readonly (readonly [string, Actor])[] = [
  ['O', member('OWNER')],
  ['A', member('ADMIN')],
  ['S', member('STAFF')],
  ['L', member('CLIENT')],
  ['r', key('read')],
  ['w', key('write')],
  ['a', key('admin')],
  ['c', customer()],
  ['s', system],
];

/** Owner, Admin, Staff, cLient · keys read, write, admin · customer · system. A new command or query must be decided here. */
const decisions: Readonly<Record<string, string>> = {
  // commands
  'tenants.create': '........s',
  'tenants.setQuota': '........s',
  'tenants.updateProfile': 'OA......s',
  'members.add': 'OA....a.s',
  'members.update': 'OA....a.s',
  'members.deactivate': 'OA....a.s',
  'members.createApiKey': 'OA......s',
  'members.revokeApiKey': 'OA......s',
  'members.noteKeyUse': '........s',
  'members.registerDevice': '........s',
  'members.revokeDevice': 'OAS.....s',
  'members.createPairing': 'OAS.....s',
  'catalog.createOffering': 'OA...wa.s',
  'catalog.updateOffering': 'OA...wa.s',
  'catalog.publishOffering': 'OA...wa.s',
  'catalog.unpublishOffering': 'OA...wa.s',
  'catalog.archiveOffering': 'OA...wa.s',
  'catalog.restoreOffering': 'OA...wa.s',
  'catalog.addPhoto': 'OA...wa.s',
  'catalog.removePhoto': 'OA...wa.s',
  'catalog.createResource': 'OA...wa.s',
  'catalog.updateResource': 'OA...wa.s',
  'catalog.archiveResource': 'OA...wa.s',
  'catalog.restoreResource': 'OA...wa.s',
  'catalog.trashOffering': 'OA...wa.s',
  'catalog.orderPhotos': 'OA...wa.s',
  'catalog.updatePhoto': 'OA...wa.s',
  'catalog.createProductType': 'OA...wa.s',
  'catalog.updateProductType': 'OA...wa.s',
  'catalog.removeProductType': 'OA...wa.s',
  'catalog.createCategory': 'OA...wa.s',
  'catalog.updateCategory': 'OA...wa.s',
  'catalog.removeCategory': 'OA...wa.s',
  'catalog.orderCategories': 'OA...wa.s',
  'customers.create': 'OAS..wa.s',
  'customers.update': 'OAS..wa.s',
  'customers.merge': 'OA....a.s',
  'customers.erase': 'OA....a.s',
  'customers.duplicates': 'OA..r.a.s',
  'customers.export': 'OA....a.s',
  'customers.keepCode': '........s',
  'customers.useCode': '........s',
  'availability.setSchedule': 'OA...wa.s',
  'availability.addExternalCalendar': 'OA....a.s',
  'availability.updateExternalCalendar': 'OA....a.s',
  'availability.removeExternalCalendar': 'OA....a.s',
  'availability.refreshExternalCalendar': 'OA....a.s',
  'availability.recordExternalCalendar': '........s',
  'availability.externalCalendars': 'OA....a.s',
  'availability.externalCalendar': 'OA....a.s',
  'availability.freshness': 'OAS.r.acs',
  'availability.things': 'OAS.r.a.s',
  'availability.why': 'OAS.r.a.s',
  'availability.impact': 'OAS.r.a.s',
  'availability.addException': 'OAS..wa.s',
  'availability.removeException': 'OAS..wa.s',
  'availability.hold': 'OAS..wacs',
  'availability.releaseHold': 'OAS..wacs',
  'availability.expireHolds': '........s',
  'availability.importOfferings': 'OA......s',
  'pricing.createRule': 'OA...wa.s',
  'pricing.updateRule': 'OA...wa.s',
  'pricing.removeRule': 'OA...wa.s',
  'pricing.orderRules': 'OA...wa.s',
  'pricing.chargePlans': '........s',
  'pricing.startSubscription': 'OAS..wa.s',
  'pricing.endSubscription': 'OAS..wa.s',
  'pricing.waiveDue': 'OA...wa.s',
  'pricing.restoreDue': 'OA...wa.s',
  'pricing.payDue': 'OAS..wacs',
  'pricing.due': 'OAS.r.acs',
  'pricing.dues': 'OAS.r.a.s',
  'pricing.duesOwed': 'OAS.r.a.s',
  'promotions.createCoupon': 'OA...wa.s',
  'promotions.updateCoupon': 'OA...wa.s',
  'promotions.trashCoupon': 'OA...wa.s',
  'promotions.restoreCoupon': 'OA...wa.s',
  'tenants.moveClock': 'OAS..wa.s',
  'tenants.resetSandbox': 'OAS..wa.s',
  'tenants.clock': 'OAS.r.a.s',
  'payments.record': 'OAS..wa.s',
  'payments.refund': 'OA...wa.s',
  'payments.handBack': 'OAS..wa.s',
  'payments.collect': 'OAS..wa.s',
  'payments.updateSettings': 'OA....a.s',
  'payments.settle': '........s',
  'payments.hear': '........s',
  'payments.due': '........s',
  'bookings.create': 'OAS..wacs',
  'bookings.approve': 'OAS..wa.s',
  'bookings.decline': 'OAS..wa.s',
  'bookings.cancel': 'OAS..wacs',
  'bookings.payAgain': 'OAS..wacs',
  'bookings.release': 'OAS..wa.s',
  'bookings.updateRiskSettings': 'OA....a.s',
  'bookings.checkIn': 'OAS..wa.s',
  'bookings.complete': 'OAS..wa.s',
  'bookings.noShow': 'OAS..wa.s',
  'bookings.undoNoShow': 'OAS..wa.s',
  'bookings.refund': 'OA...wa.s',
  'bookings.completeEnded': '........s',
  'bookings.expirePending': '........s',
  'bookings.reschedule': 'OAS..wacs',
  'bookings.editNotes': 'OAS..wa.s',
  'bookings.createSeries': 'OAS..wacs',
  'bookings.addEvidence': 'OAS..wa.s',
  'bookings.addEvidenceFile': 'OAS..wa.s',
  'bookings.removeEvidence': 'OA...wa.s',
  'bookings.moveSeries': 'OAS..wa.s',
  'bookings.cancelSeries': 'OAS..wa.s',
  'disputes.open': 'OAS..wacs',
  'disputes.reply': 'OAS..wacs',
  'disputes.resolve': 'OA...wa.s',
  'disputes.withdraw': 'OAS..wacs',
  'disputes.addEvidence': 'OAS..wa.s',
  'disputes.addEvidenceFile': 'OAS..wa.s',
  'waitlist.join': 'OAS..wacs',
  'waitlist.leave': 'OAS..wacs',
  'waitlist.offer': 'OAS..wa.s',
  'waitlist.accept': 'OAS..wacs',
  'waitlist.decline': 'OAS..wacs',
  'waitlist.offerNext': '........s',
  'notifications.markRead': 'OAS.....s',
  'notifications.setMailText': 'OA......s',
  'notifications.resetMailText': 'OA......s',
  'notifications.updateMailSettings': 'OA......s',
  'notifications.sendTestMail': 'OA......s',
  'notifications.sendMailAgain': 'OAS.....s',
  'notifications.sendCode': '........s',
  'webhooks.createEndpoint': 'OA...wa.s',
  'webhooks.updateEndpoint': 'OA...wa.s',
  'webhooks.removeEndpoint': 'OA...wa.s',
  'webhooks.rotateSecret': 'OA...wa.s',
  'webhooks.sendTest': 'OA...wa.s',
  'webhooks.redeliver': 'OA...wa.s',
  'webhooks.disableEndpoint': '........s',
  'calendar.createFeed': 'OAS.....s',
  'calendar.resetFeed': 'OAS.....s',
  // queries
  'tenants.profile': 'OAS.r.acs',
  'members.list': 'OAS...a.s',
  'members.apiKeys': 'OA......s',
  'members.devices': 'OAS.....s',
  'members.keyCredential': '........s',
  'members.deviceCredential': '........s',
  'members.passwordCredential': '........s',
  'catalog.offerings': 'OAS.r.acs',
  'catalog.offering': 'OAS.r.acs',
  'catalog.photos': 'OAS.r.acs',
  'catalog.photo': 'OAS.r.acs',
  'catalog.resources': 'OAS.r.acs',
  'catalog.shown': 'OAS.r.acs',
  'catalog.productTypes': 'OAS.r.acs',
  'catalog.categories': 'OAS.r.a.s',
  'customers.find': 'OAS.r.a.s',
  'customers.page': 'OAS.r.a.s',
  'customers.record': 'OAS.r.a.s',
  'customers.list': 'OAS.r.a.s',
  'customers.customer': 'OAS.r.a.s',
  'availability.timetable': 'OAS.r.a.s',
  'availability.subjectsWithHours': 'OAS.r.a.s',
  'availability.holdById': 'OAS.r.acs',
  'availability.calendar': 'OAS.r.a.s',
  'availability.sheet': 'OA......s',
  'availability.sheetFacts': 'OA......s',
  'availability.slots': 'OAS.r.acs',
  'pricing.rules': 'OAS.r.a.s',
  'pricing.quote': 'OAS.r.acs',
  'pricing.leadPrices': 'OAS.r.acs',
  'pricing.simulate': 'OAS.r.a.s',
  'pricing.impact': 'OAS.r.a.s',
  'pricing.subscriptions': 'OAS.r.a.s',
  'promotions.coupons': 'OAS.r.a.s',
  'promotions.coupon': 'OAS.r.a.s',
  'promotions.redemptions': 'OAS.r.a.s',
  'payments.order': 'OAS.r.a.s',
  'payments.orders': 'OAS.r.a.s',
  'payments.settings': 'OAS.r.a.s',
  'payments.books': 'OA..r.a.s',
  'bookings.list': 'OAS.r.a.s',
  'bookings.page': 'OAS.r.a.s',
  'bookings.booking': 'OAS.r.acs',
  'bookings.quota': 'OAS.r.a.s',
  'bookings.riskSettings': 'OAS.r.a.s',
  'bookings.riskQueue': 'OAS.r.a.s',
  'bookings.evidence': 'OAS.r.a.s',
  'bookings.evidenceById': 'OAS.r.a.s',
  'bookings.calendar': 'OAS.r.a.s',
  'bookings.today': 'OAS.r.a.s',
  'bookings.previewSeries': 'OAS.r.acs',
  'bookings.previewSeriesMove': 'OAS.r.a.s',
  'bookings.series': 'OAS.r.a.s',
  'disputes.list': 'OAS.r.a.s',
  'disputes.dispute': 'OAS.r.acs',
  'disputes.ofBooking': 'OAS.r.acs',
  'disputes.evidence': 'OAS.r.a.s',
  'disputes.counts': 'OAS.r.a.s',
  'waitlist.entries': 'OAS.r.a.s',
  'waitlist.entry': 'OAS.r.acs',
  'waitlist.due': '........s',
  'search.all': 'OAS.r.a.s',
  'notifications.list': 'OAS.....s',
  'notifications.mailTexts': 'OAS.....s',
  'notifications.previewMail': 'OAS.....s',
  'notifications.mails': 'OAS.....s',
  'notifications.mail': '........s',
  'notifications.ownWords': '........s',
  'webhooks.endpoints': 'OA..r.a.s',
  'webhooks.endpoint': 'OA..r.a.s',
  'webhooks.deliveries': 'OA..r.a.s',
  'events.page': 'OAS.r.a.s',
  'calendar.feeds': 'OAS.....s',
  'calendar.entries': '........s',
  'calendar.feedVersion': '........s',
  'calendar.bookingEntries': 'OAS.r.a.s',
};

let world: CoreWorld;
beforeAll(async () => {
  world = await coreWorld();
});
afterAll(() => world.close());

describe('authority', () => {
  test('is decided for every command and query, and is what was decided', () => {
    const { commands, queries } = world.engine.registry;
    const found: Record<string, string> = {};
    for (const { name, allow } of [...commands.values(), ...queries.values()])
      found[name] = callers.map(([letter, actor]) => (isAllowed(actor, allow) ? letter : '.')).join('');
    expect(found).toEqual(decisions);
  });

  test('is asked before the input is looked at, by every door alike', async () => {
    for (const [name, allowed] of Object.entries(decisions))
      for (const [letter, actor] of callers) {
        if (allowed.includes(letter)) continue;
        const isQuery = world.engine.registry.queries.has(name);
        const refusal = isQuery ? await world.askRefused(name, { none: true }, actor) : await world.refused(name, { none: true }, actor);
        expect(refusal.code, `${name} by ${letter}`).toBe('forbidden');
      }
  });

  test('the unknown is refused by name', async () => {
    expect(await world.refused('bookings.steal', {})).toMatchObject({ code: 'invalid_request', issues: [{ path: 'name' }] });
    expect(await world.askRefused('bookings.steal', {})).toMatchObject({ code: 'invalid_request', issues: [{ path: 'name' }] });
  });
});

describe('members', () => {
  const hash = { passwordHash: null };
  const staffOf = (name: string, role: string) => ({ name, email: `${name.toLowerCase()}@example.org`, role, ...hash });

  test('owners are made and unmade by owners alone, and one remains', async () => {
    const { memberId: first } = await world.run('members.add', staffOf('First', 'OWNER'));
    const { memberId: ada } = await world.run('members.add', staffOf('Ada', 'ADMIN'));
    for (const actor of [member('ADMIN'), key('admin')]) {
      const forbidden = { code: 'forbidden', role: 'OWNER' };
      expect(await world.refused('members.add', staffOf('Eve', 'OWNER'), actor)).toMatchObject(forbidden);
      expect(await world.refused('members.update', { memberId: ada, changes: { role: 'OWNER' } }, actor)).toMatchObject(forbidden);
      expect(await world.refused('members.update', { memberId: first, changes: { role: 'STAFF' } }, actor)).toMatchObject(forbidden);
      expect(await world.refused('members.deactivate', { memberId: first }, actor)).toMatchObject(forbidden);
    }
    const last = { code: 'in_use', kind: 'last_owner' };
    expect(await world.refused('members.update', { memberId: first, changes: { role: 'ADMIN' } })).toMatchObject(last);
    expect(await world.refused('members.deactivate', { memberId: first })).toMatchObject(last);
  });

  test('an address is one member’s, until they leave; who left may come back and has no device any more', async () => {
    const { memberId } = await world.run('members.add', staffOf('Tom', 'STAFF'));
    expect(await world.refused('members.add', { ...staffOf('Tom', 'STAFF'), email: 'TOM@example.org' })).toMatchObject({
      code: 'already_exists',
      field: 'email',
    });
    const tokenHash = 'f'.repeat(64);
    const { deviceId } = await world.run('members.registerDevice', { memberId, name: 'Till', tokenHash }, system);
    expect(await world.ask('members.deviceCredential', { deviceId }, system)).toMatchObject({ tokenHash });
    await world.run('members.deactivate', { memberId });
    expect(await world.ask('members.deviceCredential', { deviceId }, system)).toBeNull();
    expect(await world.refused('members.registerDevice', { memberId, name: 'Till', tokenHash }, system)).toMatchObject({
      code: 'unauthorized',
    });
    expect((await world.run('members.add', staffOf('Tom', 'ADMIN')))['memberId']).toBe(memberId);
    expect(await world.ask('members.deviceCredential', { deviceId }, system)).toBeNull();
    const { role, active } = (await world.ask('members.list', {}, system)).find(({ id }: { id: string }) => id === memberId) ?? {};
    expect([role, active]).toEqual(['ADMIN', true]);
    expect(await world.refused('members.add', staffOf('Tom', 'STAFF'))).toMatchObject({ code: 'already_exists' });
  });

  test('staff see and revoke their own devices alone', async () => {
    const tom: Actor = member('STAFF', 'tina');
    const { memberId } = await world.run('members.add', staffOf('Tina', 'STAFF'));
    const self: Actor = { ...tom, id: memberId ?? '' };
    const { memberId: otherId } = await world.run('members.add', staffOf('Otto', 'STAFF'));
    const { deviceId: own } = await world.run('members.registerDevice', { memberId, name: 'Own', tokenHash: 'a'.repeat(64) }, system);
    const { deviceId: others } = await world.run(
      'members.registerDevice',
      { memberId: otherId, name: 'Other', tokenHash: 'b'.repeat(64) },
      system,
    );
    expect((await world.ask('members.devices', {}, self)).map(({ id }: { id: string }) => id)).toEqual([own]);
    expect(await world.refused('members.revokeDevice', { deviceId: others }, self)).toMatchObject({ code: 'forbidden' });
    await world.run('members.revokeDevice', { deviceId: own }, self);
  });

  test('staff have a calendar feed of their own and no other', async () => {
    const self = { ...member('STAFF'), id: (await world.run('members.add', staffOf('Fay', 'STAFF'))).memberId ?? '' };
    await world.run('calendar.createFeed', { kind: 'member', subjectId: self.id }, self);
    const { feedId } = await world.run('calendar.createFeed', { kind: 'tenant', subjectId: world.tenantId });
    expect(await world.refused('calendar.createFeed', { kind: 'tenant', subjectId: world.tenantId }, self)).toMatchObject({
      code: 'forbidden',
    });
    expect(await world.refused('calendar.resetFeed', { feedId }, self)).toMatchObject({ code: 'forbidden' });
    expect(await world.ask('calendar.feeds', {}, self)).toHaveLength(1);
    expect(await world.ask('calendar.feeds', {}, owner)).toHaveLength(2);
  });
});

describe('another business', () => {
  /** One of everything that has an id. */
  async function furnish(business: Business): Promise<Record<string, string | undefined>> {
    const hours = Date.parse('2026-11-23T09:00Z');
    const offeringId = await business.offer();
    const { resourceId } = await business.run('catalog.createResource', { name: 'Chair', kind: 'chair' });
    const { photoId } = await business.run('catalog.addPhoto', { offeringId, mediaType: 'image/png', base64: 'aGVsbG8=' });
    const { categoryId } = await business.run('catalog.createCategory', { name: 'Rooms' });
    await business.run('catalog.createProductType', { key: 'theirs', name: 'Theirs', attributes: [] });
    const { customerId } = await business.run('customers.create', anna);
    const { bookingId } = await business.run('bookings.create', wish(offeringId, hours));
    const { holdId } = await business.run('availability.hold', { offeringId, startsAt: hours + 3_600_000 });
    const block = { subjectId: offeringId, kind: 'BLOCK', from: '2026-12-24T00:00', to: '2026-12-25T00:00' };
    const { exceptionIds } = await business.run('availability.addException', block);
    const { memberId } = await business.run('members.add', { name: 'Bo', email: 'bo@example.org', role: 'STAFF', passwordHash: null });
    const { deviceId } = await business.run('members.registerDevice', { memberId, name: 'Till', tokenHash: 'c'.repeat(64) }, system);
    const { keyId } = await business.run('members.createApiKey', { name: 'Site', prefix: 'prefix-of-it', secretHash: 'h'.repeat(40) });
    const secret = `whsec_${'A'.repeat(44)}`;
    const { endpointId } = await business.run('webhooks.createEndpoint', {
      url: 'https://example.org/hook',
      events: ['booking.created'],
      secret,
    });
    const { deliveryId } = await business.run('webhooks.sendTest', { endpointId });
    const { feedId } = await business.run('calendar.createFeed', { kind: 'resource', subjectId: resourceId });
    const text = {
      offeringId,
      resourceId,
      photoId,
      categoryId,
      customerId,
      bookingId,
      holdId,
      memberId,
      deviceId,
      keyId,
      endpointId,
      deliveryId,
      feedId,
    };
    return { ...text, exceptionId: exceptionIds?.[0] ?? '' };
  }

  test('has ids that are nowhere to be found', async () => {
    const theirs = await furnish(await world.business('rival'));
    const {
      offeringId,
      resourceId,
      photoId,
      categoryId,
      customerId,
      bookingId,
      memberId,
      deviceId,
      keyId,
      endpointId,
      deliveryId,
      feedId,
      exceptionId,
    } = theirs;
    const own = await world.offer({ title: 'Own' });
    const secret = `whsec_${'B'.repeat(44)}`;
    const planOf = (id: string | undefined) => ({ pricingModel: 'SUBSCRIPTION', plan: { period: 'month', visits: 1, offeringIds: [id] } });
    const attempts: readonly (readonly [string, object])[] = [
      ...['update'].flatMap((verb) => [
        [`members.${verb}`, { memberId, changes: { name: 'X' } }] as const,
        [`customers.${verb}`, { customerId, changes: { name: 'X' } }] as const,
        [`catalog.${verb}Offering`, { offeringId, changes: { title: 'X' } }] as const,
        [`catalog.${verb}Resource`, { resourceId, changes: { name: 'X' } }] as const,
        [`webhooks.${verb}Endpoint`, { endpointId, changes: { active: false } }] as const,
      ]),
      ...['publish', 'unpublish', 'archive', 'trash', 'restore'].map((verb) => [`catalog.${verb}Offering`, { offeringId }] as const),
      ...['archive', 'restore'].map((verb) => [`catalog.${verb}Resource`, { resourceId }] as const),
      ...['approve', 'decline', 'cancel', 'checkIn', 'complete', 'noShow', 'undoNoShow', 'refund'].map(
        (verb) => [`bookings.${verb}`, { bookingId }] as const,
      ),
      ['members.deactivate', { memberId }],
      ['members.revokeDevice', { deviceId }],
      ['members.revokeApiKey', { keyId }],
      ['catalog.addPhoto', { offeringId, mediaType: 'image/png', base64: 'aGVsbG8=' }],
      ['catalog.removePhoto', { photoId }],
      ['catalog.updatePhoto', { photoId, changes: { alt: 'X' } }],
      ['catalog.orderPhotos', { offeringId, photoIds: [photoId] }],
      ['catalog.orderPhotos', { offeringId: own, photoIds: [photoId] }],
      ['catalog.updateCategory', { categoryId, changes: { name: 'X' } }],
      ['catalog.removeCategory', { categoryId }],
      ['catalog.orderCategories', { categoryIds: [categoryId] }],
      ['catalog.updateProductType', { key: 'theirs', changes: { name: 'X' } }],
      ['catalog.removeProductType', { key: 'theirs' }],
      ['catalog.createOffering', { title: 'X', basePriceCents: 1, ...planOf(offeringId) }],
      ['catalog.updateOffering', { offeringId: own, changes: planOf(offeringId) }],
      ['catalog.createOffering', { title: 'X', basePriceCents: 1, resourceGroups: [[resourceId]] }],
      ['catalog.updateOffering', { offeringId: own, changes: { resourceGroups: [[resourceId]] } }],
      ['availability.setSchedule', { subjectId: offeringId, rules: [] }],
      ['availability.setSchedule', { subjectId: resourceId, rules: [] }],
      ['availability.addException', { subjectId: resourceId, kind: 'BLOCK', from: '2026-12-24T00:00', to: '2026-12-25T00:00' }],
      ['availability.removeException', { exceptionId }],
      ['availability.hold', { offeringId, startsAt: NOON }],
      ['bookings.create', wish(offeringId ?? '', NOON)],
      ['bookings.create', wish(own, NOON + 86_400_000, { customer: { id: customerId } })],
      ['bookings.reschedule', { bookingId, startsAt: NOON }],
      ['bookings.editNotes', { bookingId, changes: { notes: 'X' } }],
      ['disputes.open', { bookingId, reason: 'X' }],
      ['webhooks.removeEndpoint', { endpointId }],
      ['webhooks.rotateSecret', { endpointId, secret }],
      ['webhooks.sendTest', { endpointId }],
      ['webhooks.redeliver', { deliveryId }],
      ['calendar.createFeed', { kind: 'resource', subjectId: resourceId }],
      ['calendar.createFeed', { kind: 'offering', subjectId: offeringId }],
      ['calendar.createFeed', { kind: 'member', subjectId: memberId }],
      ['calendar.createFeed', { kind: 'tenant', subjectId: idFor('tnt', 'rival') }],
      ['calendar.resetFeed', { feedId }],
    ];
    for (const [name, input] of attempts)
      expect((await world.refused(name, input)).code, `${name} ${JSON.stringify(input)}`).toBe('not_found');
    const questions: readonly (readonly [string, object])[] = [
      ['catalog.offering', { idOrSlug: offeringId }],
      ['catalog.shown', { idOrSlug: offeringId }],
      ['catalog.photo', { photoId }],
      ['customers.record', { customerId }],
      ['customers.customer', { customerId }],
      ['bookings.booking', { bookingId }],
      ['disputes.ofBooking', { bookingId }],
      ['availability.slots', { offeringId, from: '2026-11-23', to: '2026-11-24' }],
      ['pricing.quote', { offeringId, startsAt: NOON }],
      ['webhooks.endpoint', { endpointId }],
      ['webhooks.deliveries', { endpointId }],
    ];
    for (const [name, input] of questions) expect((await world.askRefused(name, input)).code, name).toBe('not_found');
    for (const [name, input] of [
      ['calendar.entries', { feedId }],
      ['calendar.feedVersion', { feedId }],
    ] as const)
      expect((await world.askRefused(name, input, system)).code, name).toBe('not_found');
  });

  test('keeps all it has when this one releases, marks and sweeps', async () => {
    const rival = await world.business('third');
    const { holdId, bookingId, deviceId } = await furnish(rival);
    await world.run('availability.releaseHold', { holdId });
    await world.run('notifications.markRead', { ids: [idFor('ntf', 'theirs')] });
    world.clock.now += 365 * 86_400_000;
    await world.run('availability.expireHolds', {}, system);
    await world.run('bookings.completeEnded', {}, system);
    world.clock.now = NOON;
    expect(await rival.ask('availability.holdById', { holdId })).toMatchObject({ id: holdId });
    expect(await rival.ask('bookings.booking', { bookingId })).toMatchObject({ status: 'CONFIRMED' });
    expect(await rival.ask('members.deviceCredential', { deviceId }, system)).toMatchObject({ deviceId });
    expect(await world.ask('members.deviceCredential', { deviceId }, system)).toBeNull();
  });
});

describe('the public door', () => {
  test('shows what is published and nothing behind it', async () => {
    const shop = await world.business('shop');
    const draft = await shop.offer({ title: 'Secret' });
    const { photoId } = await shop.run('catalog.addPhoto', {
      offeringId: draft,
      mediaType: 'image/png',
      base64: 'aGVsbG8=',
      alt: 'Secret',
    });
    await shop.run('catalog.unpublishOffering', { offeringId: draft });
    const { resourceId } = await shop.run('catalog.createResource', { name: 'Left', kind: 'stylist' });
    await shop.run('catalog.archiveResource', { resourceId });
    const ask = (name: string, input: object) => shop.ask(name, input, customer());
    expect(await ask('catalog.offerings', {})).toEqual([]);
    expect(await ask('catalog.photos', {})).toEqual([]);
    expect(await ask('catalog.resources', {})).toEqual([]);
    const hidden: readonly (readonly [string, object])[] = [
      ['catalog.offering', { idOrSlug: draft }],
      ['catalog.offering', { idOrSlug: 'secret' }],
      ['catalog.shown', { idOrSlug: draft }],
      ['catalog.photo', { photoId }],
      ['availability.slots', { offeringId: draft, from: '2026-11-23', to: '2026-11-24' }],
      ['pricing.quote', { offeringId: draft, startsAt: NOON }],
    ];
    for (const [name, input] of hidden) expect((await shop.askRefused(name, input, customer())).code, name).toBe('not_found');
  });

  test('says of a full slot neither who has it nor why', async () => {
    const shop = await world.business('full');
    const offeringId = await shop.offer();
    await shop.run('bookings.create', wish(offeringId, Date.parse('2026-11-23T09:00Z')));
    const query = { offeringId, from: '2026-11-23', to: '2026-11-24', explain: true };
    const desk = JSON.stringify(await shop.ask('availability.slots', query));
    const seen = JSON.stringify(await shop.ask('availability.slots', query, customer()));
    expect(desk).toContain('"sourceIds"');
    expect(seen).not.toMatch(/"sourceIds"|bki_|hld_/);
  });
});
