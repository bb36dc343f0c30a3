import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundles.ts';
import { failPlainly, PlainError } from './plainly.ts';

export type Violation = { rule: string; comment: string; from: string; to: string };

const folders = ['core', 'sync-server', 'electron', 'renderer', 'widget', 'build', 'tests'];

/** Fewer than this and the tool did not read our TypeScript: it would report no violation at all. */
export const fewestModules = 300;

/** The architecture as `.dependency-cruiser.mjs` sees it in a folder that has ours inside. */
export function cruise(base = root): { modules: number; rules: string[]; violations: Violation[] } {
  const args = [
    join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
    ...folders.filter((folder) => existsSync(join(base, folder))),
    '--output-type',
    'json',
    '--config',
    join(root, '.dependency-cruiser.mjs'),
  ];
  const ran = spawnSync(process.execPath, args, { cwd: base, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, timeout: 120_000 });
  if (!ran.stdout.startsWith('{')) throw new PlainError(`dependency-cruiser did not run: ${ran.stderr.trim()}`);
  const { summary, modules } = JSON.parse(ran.stdout) as Cruised;
  const rules = summary.ruleSetUsed.forbidden;
  const commentOf = (name: string) => rules.find((rule) => rule.name === name)?.comment ?? '';
  return {
    modules: modules.filter((module) => folders.some((folder) => module.source.startsWith(`${folder}/`))).length,
    rules: rules.map((rule) => rule.name),
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, comment: commentOf(rule.name), from, to })),
  };
}

/** The parts of the tool's JSON that are read here. */
type Cruised = {
  modules: { source: string }[];
  summary: {
    violations: { from: string; to: string; rule: { name: string } }[];
    ruleSetUsed: { forbidden: { name: string; comment: string }[] };
  };
};

function main(): void {
  const { modules, violations } = cruise();
  if (modules < fewestModules)
    throw new PlainError(`Only ${modules} modules were seen, which can't be all of them: is TypeScript 6 installed?`);
  for (const { rule, from, to, comment } of violations) console.error(`${rule}: ${from} → ${to}\n  ${comment}`);
  if (violations.length > 0) throw new PlainError(`${violations.length} imports go against the architecture.`);
  console.log(`${modules} modules keep to the architecture`);
}

if (import.meta.main) {
  try {
    main();
  } catch (error) {
    failPlainly(error);
  }
}
