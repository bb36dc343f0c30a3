import { afterEach, beforeEach, expect, test } from 'vitest';
import { coreWorld, type CoreWorld, idFor, NOON, wish } from './world.ts';
import { DAY } from '#core/base/time.ts';

/** Wrong in a way that nothing could ever make right: said so at once, and not called busy. */
let world: CoreWorld;
beforeEach(async () => {
  world = await coreWorld({ now: NOON });
});
afterEach(() => world.close());

const TOMORROW = NOON + DAY;

test('a resource that the offering does not need is neither ignored nor called busy', async () => {
  const offeringId = await world.offer();
  const stranger = wish(offeringId, TOMORROW, { resourceId: idFor('res', 'nobody') });
  expect(await world.refused('bookings.create', stranger)).toMatchObject({ code: 'invalid_service', reason: 'resource' });
});

test('more seats than there ever are is not a full diary', async () => {
  const offeringId = await world.offer({ capacity: 3 });
  expect(await world.refused('bookings.create', wish(offeringId, TOMORROW, { quantity: 4 }))).toMatchObject({
    code: 'invalid_service',
    reason: 'quantity',
    capacity: 3,
  });
});

test('a resource belongs to a member of the business or to none', async () => {
  const unknown = { name: 'Chair', kind: 'chair', memberId: idFor('mbr', 'elsewhere') };
  expect(await world.refused('catalog.createResource', unknown)).toMatchObject({ code: 'not_found', kind: 'member' });
  const { resourceId } = await world.run('catalog.createResource', { name: 'Chair', kind: 'chair' });
  const change = { resourceId, changes: { memberId: unknown.memberId } };
  expect(await world.refused('catalog.updateResource', change)).toMatchObject({ code: 'not_found' });
});

test.each([
  ['a deposit of more than everything', { deposit: { kind: 'percent', amount: 200 } }, 'deposit.amount'],
  ['a name of two lines', { title: 'Cut\r\nX-Evil: 1' }, 'title'],
  ['a name that turns the text around it', { title: 'Cut \u202Eevil' }, 'title'],
  [
    'a policy that rewards the late',
    {
      cancellationPolicy: [
        { hoursBefore: 24, refundPercent: 10 },
        { hoursBefore: 1, refundPercent: 100 },
      ],
    },
    'cancellationPolicy',
  ],
])('%s is refused by its field', async (_slip, fields, path) => {
  const refused = await world.refused('catalog.createOffering', { title: 'Cut', basePriceCents: 100, ...fields });
  expect(refused).toMatchObject({ code: 'invalid_request', issues: [{ path }] });
});
