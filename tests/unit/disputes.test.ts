import { describe, expect, test } from 'vitest';
import { DAY } from '#core/base/time.ts';
import { customerDisputesUntil, customerMayDispute, DISPUTE_DAYS, DisputeLink } from '#core/domains/disputes/model.ts';
import { againstSince, hostIn, mustAllow, mustBeDisputable } from '#core/domains/disputes/rules.ts';

const END = Date.parse('2026-11-23T10:00Z');
const LAST = END + DISPUTE_DAYS * DAY;
const confirmed = { status: 'COMPLETED', confirmedAt: 1, endsAt: END } as const;

describe('a booking may be disputed', () => {
  test('by its customer up to the last instant, and by the business after it', () => {
    expect(customerDisputesUntil(confirmed)).toBe(LAST);
    expect([LAST - 1, LAST, LAST + 1].map((now) => customerMayDispute(confirmed, now))).toEqual([true, true, false]);
    expect(() => mustBeDisputable(confirmed, { side: 'customer', now: LAST })).not.toThrow();
    expect(() => mustBeDisputable(confirmed, { side: 'customer', now: LAST + 1 })).toThrow('invalid_transition');
    expect(() => mustBeDisputable(confirmed, { side: 'business', now: LAST + 1 })).not.toThrow();
  });

  test('in whatever state it is by now, where it was confirmed once', () => {
    for (const side of ['customer', 'business'] as const)
      for (const status of ['CONFIRMED', 'CHECKED_IN', 'COMPLETED', 'CANCELLED', 'NO_SHOW', 'REFUNDED'] as const) {
        expect(() => mustBeDisputable({ ...confirmed, status }, { side, now: END })).not.toThrow();
        expect(() => mustBeDisputable({ status, confirmedAt: null, endsAt: END }, { side, now: END })).toThrow('invalid_transition');
      }
    expect(customerMayDispute({ confirmedAt: null, endsAt: END }, END)).toBe(false);
  });
});

test('what is over takes proof of what was decided, and nothing else', () => {
  const allowed = (status: 'OPEN' | 'RESOLVED' | 'WITHDRAWN') =>
    (['reply', 'resolve', 'withdraw', 'addEvidence'] as const).filter((move) => {
      try {
        mustAllow({ status }, move);
        return true;
      } catch {
        return false;
      }
    });
  expect(allowed('OPEN')).toEqual(['reply', 'resolve', 'withdraw', 'addEvidence']);
  expect(allowed('RESOLVED')).toEqual(['addEvidence']);
  expect(allowed('WITHDRAWN')).toEqual([]);
});

describe('a link without a name', () => {
  test.each([
    ['https://photos.example/1?a=b', 'photos.example'],
    ['http://photos.example:8080', 'photos.example:8080'],
    ['HTTPS://Fotos.Müller.example/', 'Fotos.Müller.example'],
    ['https://bank.example@evil.example/login', 'evil.example'],
    ['https://bank.example:secret@evil.example', 'evil.example'],
    ['https://a.example/@b.example', 'a.example'],
    ['https://a.example?q=@b.example', 'a.example'],
    ['https://[::1]/', 'link'],
  ])('%s is called %s', (url, name) => {
    expect(hostIn(url)).toBe(name);
  });

  test('is an address of the web', () => {
    for (const url of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'photos.example',
      `https://a.example/${'a'.repeat(2_000)}`,
    ])
      expect(DisputeLink.safeParse({ url }).success).toBe(false);
    expect(DisputeLink.safeParse({ url: 'https://a.example', name: 'two\nlines' }).success).toBe(false);
    expect(DisputeLink.safeParse({ url: 'https://a.example', name: 'The chair' }).success).toBe(true);
  });
});

test('what speaks against a customer is their newest that is open or was decided against them', () => {
  const theirs = { openedBy: 'customer', status: 'OPEN', outcome: null, createdAt: 5 } as const;
  expect(againstSince([])).toBeNull();
  expect(againstSince([theirs])).toBe(5);
  expect(againstSince([theirs, { ...theirs, status: 'RESOLVED', outcome: 'keep', createdAt: 7 }])).toBe(7);
  for (const other of [
    { ...theirs, openedBy: 'business' },
    { ...theirs, status: 'WITHDRAWN' },
    { ...theirs, status: 'RESOLVED', outcome: 'refund' },
  ] as const)
    expect(againstSince([other])).toBeNull();
});
