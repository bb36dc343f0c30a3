/** `npm run bench -- NAME [--json]`: a table for people and, with --json, one JSON object as the last line. */
import { parseArgs } from 'node:util';
import type { Bench, Figure, Options } from './figures.ts';

/** Loaded only when asked for, so that one bench does not pay for what another imports. */
const benches: Record<string, (options: Options) => Promise<Bench>> = {
  slots: async () => (await import('./slots.ts')).slots(),
  create: async (options) => (await import('./create.ts')).create(options),
  contention: async (options) => (await import('./contention.ts')).contention(options),
  sync: async (options) => (await import('./sync.ts')).sync(options),
  start: async (options) => (await import('./start.ts')).start(options),
};

function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${figure.value.toLocaleString('en')} ${figure.unit}`,
    figure.bar === null ? '' : `bar ${figure.bar.toLocaleString('en')}`,
    figure.bar === null ? '' : figure.ok ? 'ok' : 'MISSED',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 1 ? cell.padStart(widths[1]!) : cell.padEnd(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const USAGE = 'Usage: npm run bench -- NAME [--json] [--database sqlite|postgres]';

function readArguments(): { name: string; json: boolean; options: Options } {
  const names = Object.keys(benches).join(', ');
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, database: { type: 'string', default: 'sqlite' } },
    });
    const [name, ...rest] = positionals;
    if (name === undefined || rest.length > 0) return fail(`Name one bench: ${names}.`);
    if (!Object.hasOwn(benches, name)) return fail(`There is no bench named "${name}"; there are: ${names}.`);
    const { json, database } = values;
    if (database !== 'sqlite' && database !== 'postgres') return fail(`--database takes sqlite or postgres, not "${database}".`);
    return { name, json, options: { database } };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)} ${USAGE}, where NAME is one of: ${names}.`);
  }
}

const { name, json, options } = readArguments();
const bench = await benches[name]!(options);
process.stdout.write(`${bench.bench}: ${bench.ok ? 'every bar met' : 'a bar was missed'}\n${table(bench.figures)}\n`);
if (json) process.stdout.write(`${JSON.stringify(bench)}\n`);
