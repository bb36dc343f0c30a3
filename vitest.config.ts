import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { SCRATCH } from './tests/scratch.ts';

// The machine's own zone must never matter to these: they run once under each.
const zoneTests = 'tests/unit/{slots,zone,calendar,recurrence,holidays,pricing}*.test.ts';
// Takes long, for what has nothing to do with zones: under the one whose clock changes by half an hour alone.
const slowZoneTests = 'tests/unit/externalCalendar*.test.ts';
const zones = ['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'];

/**
 * A process runs many files, and reads the product but once: what takes the longest in most of them. So nothing outside of a test's
 * own world may remember: no stubs, no counters, no environment.
 */
const shared = { isolate: false };

const unitUnder = (TZ: string) => {
  const include = TZ === 'Australia/Lord_Howe' ? [zoneTests, slowZoneTests] : [zoneTests];
  return { test: { ...shared, name: `unit@${TZ}`, include, env: { TZ }, setupFiles: ['tests/seed.ts'] } };
};

/** Folders in memory, and what Node keeps of compiled programs where all other programs find it. */
const env = { TMPDIR: SCRATCH, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };

const onPostgres = 'tests/integration/postgres/**/*.test.ts';

/** What has nothing to do with the server's database, or with SQLite's files alone: once is enough. */
const sqliteOnly = [
  // group commit over a file, and its demo compared file by file
  'tests/integration/core/commits.test.ts',
  'tests/integration/demo.test.ts',
  // a server on a data folder: on PostgreSQL it has tests of its own, and pg_dump for its backups
  'tests/integration/serve.test.ts',
  // the desktop's program and its own file, against a server that is simulated
  'tests/integration/host{,[A-Z]*}.test.ts',
  // desktops and bundles with a whole server, which keeps its own data folder wherever they run
  'tests/integration/{importDesktop,sandboxDesktop,packed}.test.ts',
  // files of SQLite databases, on whose own pages they look
  'tests/integration/backup*.test.ts',
  'tests/integration/exportDesktop.test.ts',
  'tests/integration/evidence{Copies,Desktop}.test.ts',
  // no database at all
  'tests/integration/outbound.test.ts',
  // words, forms and headers: what they send to the database, the tests of the API, the storefront and series send as well
  'tests/integration/{document,pages,limits,seriesPage,shopPlans}.test.ts',
  // a bucket's side of evidence: evidence.test.ts sends the same to the database
  'tests/integration/evidenceInBucket.test.ts',
  // what Stripe and its stand-in answer and what is made of it: stripe.test.ts and the tests of money send each of its statements
  'tests/integration/{testPayments,keptCardsStripe,stripeMisfits,depositsMoved}.test.ts',
  // rules and words that are worked out here, over bookings that other tests make by the same statements; nothing in them is at once
  'tests/integration/{whyNot,multiItem,plans,riskDoors,accountPage,languages}.test.ts',
  'tests/integration/core/{lifecycle,slips,evidence}.test.ts',
];

export default defineConfig({
  test: {
    // TZ is read when a process starts, so a worker thread would keep its parent's.
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: false,
    // None of them is about time: a busy machine is no failure.
    testTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      ...zones.map((zone) => ({ ...unitUnder(zone), extends: true as const })),
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          exclude: [zoneTests],
          env: { TZ: 'UTC' },
          setupFiles: ['tests/seed.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          exclude: [onPostgres],
          env,
          setupFiles: ['tests/seed.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'integration@postgres',
          include: ['tests/integration/**/*.test.ts'],
          exclude: sqliteOnly,
          env,
          globalSetup: ['tests/postgres/setup.ts'],
          setupFiles: ['tests/seed.ts', 'tests/postgres/env.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'crash',
          include: ['tests/crash/**/*.test.ts'],
          env: { NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE },
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'simulation',
          include: ['tests/simulation/**/*.test.ts'],
          exclude: ['tests/simulation/postgres/**'],
          testTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'simulation@postgres',
          include: ['tests/simulation/postgres/**/*.test.ts'],
          globalSetup: ['tests/postgres/setup.ts'],
          setupFiles: ['tests/postgres/env.ts'],
          testTimeout: 900_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          // The files of a process share its Chromium and the demo that it staged.
          ...shared,
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          env: { NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE },
          globalSetup: ['tests/browser/setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
