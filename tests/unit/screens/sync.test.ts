import { expect, test } from 'vitest';
import type { SyncState } from '#core/engine/bridge.ts';
import { explanation, syncWords } from '../../../renderer/app/syncWords.ts';

const still: SyncState = { state: 'synced', stuck: null, waiting: 0, attention: 0, offlineSince: null, lastContactAt: null };

test('a console to which nothing comes does not say that it is in step', () => {
  expect(syncWords(still)).toBe('Synced');
  expect(syncWords({ ...still, state: 'stuck', stuck: 'server' })).toBe('Not in step');
  expect(syncWords({ ...still, state: 'stuck', stuck: 'here', waiting: 2 })).toBe('Not in step · 2 changes waiting');
  expect(explanation({ ...still, state: 'stuck', stuck: 'server' }, 0)).toMatch(/^The server answers that something is wrong with it/);
  expect(explanation({ ...still, state: 'stuck', stuck: 'here' }, 0)).toMatch(/on this computer.*Go on as usual/);
});
