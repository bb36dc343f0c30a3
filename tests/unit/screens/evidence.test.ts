import { expect, test } from 'vitest';
import type { Evidence } from '#core/domains/bookings/model.ts';
import { BridgeFailure } from '../../../renderer/bridge/failure.ts';
import { factsOf, problemWith } from '../../../renderer/screens/bookings/evidence.ts';

const file = (mediaType: NonNullable<Evidence['file']>['mediaType'], size: number): Evidence['file'] => ({ mediaType, size, sha256: '' });
const spaced = (text: string) => text.replaceAll(/\s/g, ' ');

test('a piece of evidence says what it is and how large', () => {
  expect(spaced(factsOf({ kind: 'file', url: null, file: file('image/png', 183_600) }))).toBe('PNG · 184 kB');
  expect(spaced(factsOf({ kind: 'screenshot', url: null, file: file('image/png', 10) }))).toBe('Screenshot · 1 kB');
  expect(spaced(factsOf({ kind: 'dom_snapshot', url: null, file: file('text/html', 2_140_000) }))).toBe('Saved page · 2.1 MB');
  expect(factsOf({ kind: 'link', url: 'https://portal.example:8443/a?b', file: null })).toBe('portal.example:8443');
});

test('a file that was not taken is named with what would be', () => {
  const problem = (code: string, facts = {}) => problemWith('a.zip', new BridgeFailure({ code, message: '', facts }));
  expect(problem('unsupported_media_type')).toMatch(/^“a\.zip” is no picture/);
  expect(problem('payload_too_large')).toContain('25 MB');
  expect(problem('in_use')).toContain('100');
  expect(problem('unavailable')).toContain('online');
  expect(problem('unavailable', { kind: 'files' })).toContain('in a minute');
});
