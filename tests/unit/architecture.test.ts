import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cruise, fewestModules } from '#build/architecture.ts';
import { root } from '#build/bundles.ts';

// Each rule of .dependency-cruiser.mjs with an import that breaks it: a rule whose pattern matches nothing would pass for ever.
const planted: { rule: string; file: string; imports: string }[] = [
  { rule: 'floor-base', file: 'core/base/time.ts', imports: '#core/data/tables.ts' },
  { rule: 'floor-data', file: 'core/data/records.ts', imports: '#core/contracts/command.ts' },
  { rule: 'floor-contracts', file: 'core/contracts/query.ts', imports: '#core/domains/bookings/model.ts' },
  { rule: 'floor-domains', file: 'core/domains/bookings/commands.ts', imports: '#core/engine/execute.ts' },
  { rule: 'known-floor', file: 'core/engine/push.ts', imports: '#core/shared/words.ts' },
  { rule: 'known-domain', file: 'core/engine/ask.ts', imports: '#core/domains/loyalty/model.ts' },
  { rule: 'known-room', file: 'core/domains/bookings/queries.ts', imports: './helpers.ts' },
  { rule: 'rules-take-facts', file: 'core/domains/bookings/rules/refund.ts', imports: '../store.ts' },
  { rule: 'queries-cannot-write', file: 'core/domains/catalog/queries.ts', imports: './commands.ts' },
  { rule: 'core-stands-alone', file: 'core/engine/live.ts', imports: 'pino' },
  { rule: 'core-stands-alone', file: 'core/engine/disk.ts', imports: 'node:fs' },
  { rule: 'server-imports-core', file: 'sync-server/app.ts', imports: '#host/main.ts' },
  { rule: 'desktop-imports-core', file: 'electron/host/sync.ts', imports: '#server/main.ts' },
  { rule: 'main-and-preload-are-thin', file: 'electron/main/main.ts', imports: '#core/engine/execute.ts' },
  { rule: 'host-runs-without-electron', file: 'electron/host/window.ts', imports: 'electron' },
  { rule: 'doors-see-model-and-refusals', file: 'sync-server/doors/api.ts', imports: '#core/domains/bookings/store.ts' },
  { rule: 'screens-see-base', file: 'renderer/screens/today.tsx', imports: '#core/domains/bookings/model.ts' },
  { rule: 'screens-see-types-of-models', file: 'renderer/screens/calendar.tsx', imports: 'type #core/domains/bookings/store.ts' },
  { rule: 'renderer-and-widget-apart', file: 'widget/app/main.tsx', imports: '../../renderer/theme.ts' },
  { rule: 'widget-stays-light', file: 'widget/app/days.ts', imports: 'react' },
  { rule: 'nothing-ships-from-tests', file: 'build/bench.ts', imports: '../tests/world.ts' },
  { rule: 'no-circular', file: 'core/engine/a.ts', imports: './b.ts' },
  { rule: 'not-to-unresolvable', file: 'core/engine/lost.ts', imports: './nowhere.ts' },
];

// One import per domain that goes to its right, or to a neighbour of its own rank.
const rankBreaks: Record<string, string> = {
  tenants: 'members',
  members: 'tenants',
  catalog: 'customers',
  customers: 'catalog',
  availability: 'pricing',
  pricing: 'availability',
  promotions: 'payments',
  payments: 'bookings',
  bookings: 'webhooks',
  fulfilment: 'reviews',
  reviews: 'disputes',
  disputes: 'trust',
  trust: 'waitlist',
  waitlist: 'fulfilment',
  notifications: 'webhooks',
  webhooks: 'calendar',
  calendar: 'insights',
  insights: 'storefront',
  storefront: 'notifications',
};
for (const [domain, other] of Object.entries(rankBreaks))
  planted.push({ rule: `rank-${domain}`, file: `core/domains/${domain}/reactions.ts`, imports: `#core/domains/${other}/model.ts` });

const allowed: { file: string; imports: string }[] = [
  { file: 'core/engine/registry.ts', imports: '#core/domains/bookings/commands.ts' },
  { file: 'core/domains/bookings/store.ts', imports: '#core/domains/catalog/model.ts' },
  { file: 'core/domains/pricing/store.ts', imports: 'drizzle-orm' },
  { file: 'sync-server/doors/widget.ts', imports: '#core/domains/bookings/model.ts' },
  { file: 'electron/preload/main.ts', imports: 'electron' },
  { file: 'renderer/screens/bookings.tsx', imports: 'type #core/domains/bookings/model.ts' },
  { file: 'widget/app/money.ts', imports: '#core/base/money.ts' },
];

const world = mkdtempSync(join(tmpdir(), 'slotkeeper-architecture-'));
let seen: ReturnType<typeof cruise>;

beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(world, 'node_modules'), 'junction');
  const imports = { '#core/*': './core/*', '#server/*': './sync-server/*', '#host/*': './electron/host/*' };
  plant('package.json', JSON.stringify({ type: 'module', imports }));
  for (const { imports: target } of [...planted, ...allowed]) if (target.includes('#')) plantTarget(target);
  for (const file of ['renderer/theme.ts', 'tests/world.ts', 'core/domains/bookings/helpers.ts', 'core/domains/catalog/commands.ts'])
    plant(file, 'export {};');
  for (const { file, imports: target } of [...planted, ...allowed]) plant(file, importOf(target));
  plant('core/engine/b.ts', "export * from './a.ts';");
  seen = cruise(world);
});

afterAll(() => rmSync(world, { recursive: true, force: true }));

test.each(planted)('$rule stops $file from importing $imports', ({ rule, file }) => {
  expect(seen.violations.filter((violation) => violation.from === file).map((violation) => violation.rule)).toContain(rule);
});

test.each(allowed)('$file may import $imports', ({ file }) => {
  expect(seen.violations.filter((violation) => violation.from === file)).toEqual([]);
});

test('every rule has a planted violation, and every violation says what to do', () => {
  expect(new Set(planted.map(({ rule }) => rule))).toEqual(new Set(seen.rules));
  expect(seen.violations.filter(({ comment }) => comment === '')).toEqual([]);
});

test('our own modules, all of them, keep to the architecture', () => {
  const { modules, violations } = cruise();
  expect(violations).toEqual([]);
  expect(modules).toBeGreaterThan(fewestModules);
});

function plant(path: string, text: string): void {
  const file = join(world, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function plantTarget(target: string): void {
  plant(
    target.replace('type ', '').replace('#core', 'core').replace('#server', 'sync-server').replace('#host', 'electron/host'),
    'export {};',
  );
}

const importOf = (target: string) =>
  target.startsWith('type ')
    ? `import type * as planted from '${target.slice(5)}';`
    : `import * as planted from '${target}';\nconsole.log(planted);`;
