import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './bundles.ts';
import { failPlainly, PlainError } from './plainly.ts';

// core knows no files, so its migrations come to it as a module: drizzle-kit writes SQL from the tables, this embeds it.
const folder = join(root, 'core/data/migrations');
const embedded = join(root, 'core/data/migrations.ts');
const advice = 'run `npm run migrations` and commit what it writes.';

type Migration = { id: string; statements: string[] };

function main(): void {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, name: { type: 'string', default: 'change' } },
  });
  if (values.check) return check();
  drizzleKit(['--name', values.name], 'inherit');
  writeFileSync(embedded, moduleOf(readMigrations(folder)));
  check();
}

function check(): void {
  if (existsSync(embedded) && readFileSync(embedded, 'utf8') !== moduleOf(readMigrations(folder)))
    throw new PlainError(`core/data/migrations.ts is not what the SQL beside it says: ${advice}`);
  const trial = mkdtempSync(join(root, 'node_modules/.migrations-'));
  try {
    if (existsSync(folder)) cpSync(folder, join(trial, 'sql'), { recursive: true });
    const config = join(trial, 'drizzle.config.ts');
    const out = `./${relative(root, trial)}/sql`;
    writeFileSync(config, `import config from '../../drizzle.config.ts';\nexport default { ...config, out: '${out}' };\n`);
    drizzleKit(['--config', relative(root, config)], 'pipe');
    if (readMigrations(join(trial, 'sql')).length !== readMigrations(folder).length)
      throw new PlainError(`Tables have changed and no migration says so: ${advice}`);
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

/** `inherit` where a person can answer whether a column was renamed or replaced. */
function drizzleKit(args: string[], stdio: 'inherit' | 'pipe'): void {
  const shell = process.platform === 'win32';
  const ran = spawnSync('drizzle-kit', ['generate', ...args], { cwd: root, encoding: 'utf8', timeout: 600_000, stdio, shell });
  // Some of its failures exit with 0: where nobody watches, only its own word for success counts.
  const isDone = ran.status === 0 && (stdio === 'inherit' || /\[✓\]|No schema changes/.test(ran.stdout));
  if (!isDone) throw new PlainError(['drizzle-kit could not write migrations.', ran.stdout, ran.stderr].join('\n').trim());
}

function readMigrations(from: string): Migration[] {
  if (!existsSync(from)) return [];
  const files = readdirSync(from).filter((file) => file.endsWith('.sql'));
  return files
    .toSorted()
    .map((file) => ({ id: file.slice(0, -'.sql'.length), statements: statementsOf(readFileSync(join(from, file), 'utf8')) }));
}

/** drizzle-kit quotes names as MySQL does; SQLite and PostgreSQL both read standard quotes. */
function statementsOf(sql: string): string[] {
  return sql
    .split('--> statement-breakpoint')
    .map((statement) => statement.trim().replaceAll('`', '"').replace(/;$/, ''))
    .filter((statement) => statement !== '');
}

function moduleOf(migrations: Migration[]): string {
  return [
    '// Written by `npm run migrations` from the SQL in migrations/.',
    '/** Oldest first. An applied migration is never edited: a later one mends it. */',
    'export const migrations: { id: string; statements: string[] }[] = [',
    ...migrations.flatMap(({ id, statements }) => [
      '  {',
      `    id: '${id}',`,
      '    statements: [',
      ...statements.map((statement) => `      \`${statement.replaceAll(/[\\`$]/g, '\\$&')}\`,`),
      '    ],',
      '  },',
    ]),
    '];',
    '',
  ].join('\n');
}

try {
  main();
} catch (error) {
  failPlainly(error);
}
