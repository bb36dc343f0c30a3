import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprintOf, isStale, stampWith } from '#build/stale.ts';

const bundle = { name: 'widget' as const, sources: ['widget', 'core', 'package-lock.json'], out: 'dist/widget' };
let base: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'slotkeeper-stale-'));
  for (const folder of ['widget/app', 'core/base', 'dist/widget']) mkdirSync(join(base, folder), { recursive: true });
  for (const file of ['widget/app/main.tsx', 'core/base/money.ts', 'package-lock.json']) writeFileSync(join(base, file), 'as built');
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

const build = () => stampWith(join(base, bundle.out), fingerprintOf(bundle.sources, base));

test('what was never built is stale', () => {
  expect(isStale(bundle, base)).toBe(true);
});

test('a bundle is fresh until one of its sources changes', () => {
  build();
  expect(isStale(bundle, base)).toBe(false);
  writeFileSync(join(base, 'core/base/money.ts'), 'changed since');
  expect(isStale(bundle, base)).toBe(true);
});

test('a change that keeps the size is seen by its time, an older time included', () => {
  build();
  utimesSync(join(base, 'widget/app/main.tsx'), new Date('2020-01-01'), new Date('2020-01-01'));
  expect(isStale(bundle, base)).toBe(true);
});

test('a source that is added, renamed or removed makes a bundle stale', () => {
  build();
  writeFileSync(join(base, 'widget/app/days.ts'), 'new');
  expect(isStale(bundle, base)).toBe(true);
  build();
  renameSync(join(base, 'widget/app/days.ts'), join(base, 'widget/app/weeks.ts'));
  expect(isStale(bundle, base)).toBe(true);
  build();
  rmSync(join(base, 'widget/app/weeks.ts'));
  expect(isStale(bundle, base)).toBe(true);
});

test('what a bundle is not made of does not concern it', () => {
  build();
  writeFileSync(join(base, 'README.md'), 'new');
  expect(isStale(bundle, base)).toBe(false);
});

test('an edit made while building leaves the bundle stale', () => {
  const before = fingerprintOf(bundle.sources, base);
  writeFileSync(join(base, 'core/base/money.ts'), 'changed while building');
  stampWith(join(base, bundle.out), before);
  expect(isStale(bundle, base)).toBe(true);
});
