import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { coreWorld, type CoreWorld, customer, idFor, key, member, NOON, system, wish } from './world.ts';

let world: CoreWorld;
let bookingId: string;

beforeEach(async () => {
  world = await coreWorld();
  ({ bookingId = '' } = await world.run('bookings.create', wish(await world.offer(), Date.parse('2026-11-23T09:00Z'))));
});
afterEach(() => world.close());

const url = 'https://portal.example/receipt/7';
const link = (fields: object = {}) => ({ bookingId, name: 'Receipt', url, ...fields });
const sha256 = 'a'.repeat(64);
const file = (fields: object = {}) => ({
  ...{ bookingId, evidenceId: idFor('evd', 'one'), name: 'page.png', mediaType: 'image/png', size: 12, sha256 },
  ...fields,
});
const list = () => world.ask('bookings.evidence', { bookingId });
const history = async (): Promise<{ name: string }[]> => (await world.ask('bookings.booking', { bookingId })).history;

describe('evidence', () => {
  test('is a link or a file that the server keeps, with who added it and when', async () => {
    const { evidenceId } = await world.run('bookings.addEvidence', link({ note: 'As mailed' }), member('STAFF', 'Sam'));
    world.clock.now += 1_000;
    await world.run('bookings.addEvidenceFile', file({ kind: 'screenshot' }), key('write'));
    expect(await list()).toEqual([
      {
        ...{ id: evidenceId, subjectId: bookingId, kind: 'link', name: 'Receipt', note: 'As mailed', url, file: null },
        ...{ addedBy: 'Sam', createdAt: NOON },
      },
      {
        ...{ id: idFor('evd', 'one'), subjectId: bookingId, kind: 'screenshot', name: 'page.png', note: '', url: null },
        ...{ file: { mediaType: 'image/png', size: 12, sha256 }, addedBy: 'Website', createdAt: NOON + 1_000 },
      },
    ]);
    expect(await world.ask('bookings.evidenceById', { evidenceId })).toMatchObject({ name: 'Receipt' });
  });

  test('that is added and removed stays in the history of the booking, and goes to no webhook', async () => {
    await world.run('webhooks.createEndpoint', {
      ...{ url: 'https://example.org/hook', events: ['booking.updated', 'booking.status_changed'], secret: `whsec_${'A'.repeat(44)}` },
    });
    await world.run('bookings.addEvidenceFile', file());
    await world.run('bookings.removeEvidence', { evidenceId: idFor('evd', 'one') });
    expect(await list()).toEqual([]);
    expect((await history()).slice(-2)).toMatchObject([
      { name: 'evidence.added', data: { kind: 'file', name: 'page.png', sha256 } },
      { name: 'evidence.removed', data: { kind: 'file', name: 'page.png', sha256 } },
    ]);
    const [endpoint] = await world.ask('webhooks.endpoints');
    expect(await world.ask('webhooks.deliveries', { endpointId: endpoint.id })).toEqual([]);
  });

  test('is a kind that its file can be', async () => {
    const kinds: [string, string | undefined, string | null][] = [
      ['image/jpeg', undefined, 'file'],
      ['image/webp', 'screenshot', 'screenshot'],
      ['application/pdf', undefined, 'pdf'],
      ['application/pdf', 'file', 'file'],
      ['text/html', undefined, 'dom_snapshot'],
      ['text/plain', undefined, 'file'],
      ['text/html', 'file', null],
      ['text/plain', 'dom_snapshot', null],
      ['application/pdf', 'screenshot', null],
      ['image/png', 'pdf', null],
      ['image/png', 'link', null],
    ];
    for (const [i, [mediaType, kind, expected]] of kinds.entries()) {
      const input = file({ mediaType, evidenceId: idFor('evd', `kind ${i}`), ...(kind === undefined ? {} : { kind }) });
      if (expected === null) {
        const refusal = await world.refused('bookings.addEvidenceFile', input);
        expect([mediaType, kind, refusal]).toMatchObject([mediaType, kind, { code: 'invalid_request', issues: [{ path: 'kind' }] }]);
      } else {
        await world.run('bookings.addEvidenceFile', input);
        expect([mediaType, kind, (await world.ask('bookings.evidenceById', { evidenceId: input.evidenceId })).kind]).toEqual([
          mediaType,
          kind,
          expected,
        ]);
      }
    }
  });

  test('of a strange address, name or size is refused by name', async () => {
    for (const [field, value] of [
      ['url', 'javascript:alert(1)'],
      ['url', 'file:///etc/passwd'],
      ['url', 'data:text/html,x'],
      ['url', 'portal.example'],
      ['name', ''],
      ['name', 'two\nlines'],
      ['note', 'nul \u0000'],
      ['kind', 'file'],
    ] as const)
      expect(await world.refused('bookings.addEvidence', link({ [field]: value }))).toMatchObject({
        code: 'invalid_request',
        issues: [{ path: field }],
      });
    for (const [field, value] of [
      ['mediaType', 'image/svg+xml'],
      ['size', 0],
      ['sha256', 'A'.repeat(64)],
      ['evidenceId', '../../etc/passwd'],
    ] as const)
      expect(await world.refused('bookings.addEvidenceFile', file({ [field]: value }))).toMatchObject({
        code: 'invalid_request',
        issues: [{ path: field }],
      });
  });

  test('has one row a file, and at most a hundred a booking', async () => {
    await world.run('bookings.addEvidenceFile', file());
    expect(await world.refused('bookings.addEvidenceFile', file({ name: 'again' }))).toMatchObject({ code: 'already_exists' });
    for (let i = 1; i < 100; i++) await world.run('bookings.addEvidence', link({ name: `Link ${i}` }));
    expect(await world.refused('bookings.addEvidence', link())).toMatchObject({ code: 'in_use', count: 100 });
  });

  test('is nobody else’s: not the customer’s, not another business’s', async () => {
    const { evidenceId } = await world.run('bookings.addEvidence', link());
    expect((await world.askRefused('bookings.evidence', { bookingId }, customer(bookingId))).code).toBe('forbidden');
    expect((await world.refused('bookings.addEvidence', link(), customer(bookingId))).code).toBe('forbidden');
    const rival = await world.business('rival');
    for (const asked of [
      rival.askRefused('bookings.evidence', { bookingId }),
      rival.askRefused('bookings.evidenceById', { evidenceId }, system),
      rival.refused('bookings.addEvidence', link()),
      rival.refused('bookings.addEvidenceFile', file()),
      rival.refused('bookings.removeEvidence', { evidenceId }),
    ])
      expect((await asked).code).toBe('not_found');
    expect(await list()).toHaveLength(1);
  });

  test('is removed by managers alone', async () => {
    const { evidenceId } = await world.run('bookings.addEvidence', link(), member('STAFF'));
    expect((await world.refused('bookings.removeEvidence', { evidenceId }, member('STAFF'))).code).toBe('forbidden');
    await world.run('bookings.removeEvidence', { evidenceId }, member('ADMIN'));
    expect((await world.refused('bookings.removeEvidence', { evidenceId })).code).toBe('not_found');
  });
});
