import { describe, expect, test } from 'vitest';
import type { DataState } from '#core/engine/bridge.ts';
import { BridgeFailure } from '../../../renderer/bridge/failure.ts';
import { ageOf, backupWords, exportFault, fileFault, sizeOf } from '../../../renderer/screens/settings/dataWords.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;

const backups = (changes: Partial<DataState['backups']>): DataState['backups'] => ({
  ...{ by: 'server', keepDays: 14, lastAt: NOW - 10 * HOUR, lastBytes: 12_412_000, running: false, failure: null, nextAt: NOW + 14 * HOUR },
  ...changes,
});

describe('the nightly backup', () => {
  test('that was made says when, how much and for how long', () => {
    expect(backupWords(backups({}), NOW)).toEqual({
      tone: 'good',
      text: expect.stringMatching(/^Made 10 h ago, .*\.$/),
      more: '12.4 MB · kept for 14 days',
    });
    expect(backupWords(backups({ keepDays: 1 }), NOW).more).toContain('kept for a day');
  });

  test('that is days old is worth a worry', () => {
    expect(backupWords(backups({ lastAt: NOW - 73 * HOUR }), NOW)).toMatchObject({
      tone: 'worry',
      text: expect.stringMatching(/^Made 3 days ago/),
    });
  });

  test('that failed says why, when it is tried again, and what is left', () => {
    const failure = { at: NOW - HOUR / 2, reason: 'disk_full' as const };
    expect(backupWords(backups({ failure }), NOW)).toMatchObject({
      tone: 'bad',
      text: 'It failed 30 min ago: the server’s disk is full.',
      more: expect.stringMatching(/^Next try .*\. The last good one: 10 h ago, .*\.$/),
    });
    expect(backupWords(backups({ failure, lastAt: null }), NOW).more).toMatch(/ There is none yet\.$/);
  });

  test('that is none yet, being made, switched off or another’s affair says so', () => {
    expect(backupWords(backups({ lastAt: null }), NOW)).toMatchObject({
      tone: 'quiet',
      text: 'None yet.',
      more: expect.stringMatching(/^The first one is made /),
    });
    expect(backupWords(backups({ running: true }), NOW)).toMatchObject({
      text: 'Being made now.',
      more: expect.stringMatching(/^The last one: /),
    });
    expect(backupWords(backups({ by: 'off' }), NOW)).toMatchObject({ tone: 'worry' });
    expect(backupWords(backups({ by: 'postgres' }), NOW).text).toContain('PostgreSQL');
  });
});

test('sizes and ages are said as people do', () => {
  expect([1, 948_224, 1_200_000, 12_000_000_000].map(sizeOf)).toEqual(['1 kB', '948 kB', '1.2 MB', '12 GB']);
  expect([0, 5, 30, 80].map((hours) => ageOf(NOW - hours * HOUR, NOW))).toEqual(['just now', '5 h ago', '1 day ago', '3 days ago']);
});

describe('a file that is no good', () => {
  const failed = (facts: Record<string, string>, code = 'invalid_request') =>
    fileFault(new BridgeFailure({ code, message: '', facts }), 'Atlas Studios');

  test('is told what it is not', () => {
    expect(failed({ reason: 'not_zip' })).toContain('not a ZIP file');
    expect(failed({ reason: 'other_business', business: 'Bella' })).toBe('This file is of Bella, not of Atlas Studios.');
    const reasons = ['not_zip', 'foreign', 'damaged', 'too_large', 'newer', 'older', 'not_ours', 'disk_full'];
    expect(new Set(reasons.map((reason) => failed({ reason }))).size).toBe(reasons.length);
    for (const reason of reasons) expect(failed({ reason })).toMatch(/\.$/);
  });

  test('or what else is in its way', () => {
    expect(failed({}, 'payload_too_large')).toBe('The server has no room for a file of this size.');
    expect(failed({}, 'in_use')).toContain('running already');
    expect(failed({}, 'unavailable')).toContain('online');
    expect(exportFault(new BridgeFailure({ code: 'in_use', message: '', facts: {} }))).toContain('made already');
  });
});
