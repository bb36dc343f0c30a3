import { expect, test } from 'vitest';
import { formatSpan } from '../../../renderer/components/times.ts';

const at = (text: string) => Date.parse(text);

test('what ends at midnight is of one day', () => {
  expect(formatSpan(at('2026-11-19T22:00Z'), at('2026-11-20T00:00Z'), 'UTC')).toMatch(/^(22:00|10:00 PM) ?– ?(00:00|12:00 AM)$/);
});

test('what ends on another day names both', () => {
  expect(formatSpan(at('2026-11-19T22:00Z'), at('2026-11-20T00:30Z'), 'UTC')).toMatch(/19.*20/);
});
