import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { root } from './bundles.ts';
import { failPlainly, PlainError, wrongUsage } from './plainly.ts';

// `npm run check`: everything that can be known without running the product. `npm run check -- types lint` runs only those.

const node = 'node --disable-warning=ExperimentalWarning';

const checks: Record<string, string[]> = {
  types: ['core', 'node', 'web', 'widget', 'test'].map((project) => `tsc -p tsconfig.${project}.json`),
  lint: ['oxlint --type-aware --deny-warnings'],
  format: ['prettier --check --log-level warn .'],
  architecture: [`${node} build/architecture.ts`],
  unused: ['knip --no-progress'],
  migrations: [`${node} build/migrations.ts --check`],
  size: [`${node} build/bundle.ts --stale widget renderer && size-limit`],
};

/** Two at a time, as many as the smallest machine has cores. */
const lanes = 2;

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const unknown = positionals.find((name) => !Object.hasOwn(checks, name));
  if (unknown !== undefined) throw wrongUsage(`There is no check "${unknown}": there are ${Object.keys(checks).join(', ')}.`);
  const names = positionals.length > 0 ? positionals : Object.keys(checks);
  const waiting = names.flatMap((name) => checks[name] ?? []);
  const failed: string[] = [];
  await Promise.all(Array.from({ length: lanes }, () => drain(waiting, failed)));
  if (failed.length > 0)
    throw new PlainError(`\n${failed.length} of the checks failed:\n${failed.map((command) => `  ${command}`).join('\n')}`);
}

async function drain(waiting: string[], failed: string[]): Promise<void> {
  for (let command = waiting.shift(); command !== undefined; command = waiting.shift()) {
    const began = performance.now();
    const { passed, output } = await run(command);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${passed ? '✓' : '✗'} ${command} (${seconds} s)${passed ? '' : `\n${output}`}`);
    if (!passed) failed.push(command);
  }
}

/** A shell finds the tools: npm has put node_modules/.bin, with our own Node, first in PATH. */
async function run(command: string): Promise<{ passed: boolean; output: string }> {
  const child = spawn(command, { cwd: root, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  const [status] = await once(child, 'close');
  return { passed: status === 0, output: chunks.join('').trimEnd() };
}

main().catch(failPlainly);
