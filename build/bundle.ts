import { parseArgs } from 'node:util';
import { type BundleName, bundles } from './bundles.ts';
import { failPlainly, wrongUsage } from './plainly.ts';
import { isStale } from './stale.ts';

/** Builds what its sources have left behind and tells the names of what it built. Vite is loaded only when something is. */
export async function buildStale(
  names: BundleName[] = ['renderer', 'widget'],
  say: (line: string) => void = () => {},
): Promise<BundleName[]> {
  const stale = names.filter((name) => isStale(bundles[name]));
  await buildAll(stale, say);
  return stale;
}

async function buildAll(names: BundleName[], say: (line: string) => void): Promise<void> {
  if (names.length === 0) return;
  const { make } = await import('./bundler.ts');
  for (const name of names) {
    const began = performance.now();
    await make(bundles[name]);
    say(`Built ${name} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
}

/** Standard output belongs to the program that follows: a server's ready line is read by others. */
const sayAside = (line: string) => console.error(line);

const isBundle = (name: string): name is BundleName => Object.hasOwn(bundles, name);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { stale: { type: 'boolean', default: false } }, allowPositionals: true });
  const unknown = positionals.find((name) => !isBundle(name));
  if (unknown !== undefined) throw wrongUsage(`There is no bundle "${unknown}": it is one of ${Object.keys(bundles).join(', ')}.`);
  const named = positionals.filter(isBundle);
  const names = named.length > 0 ? named : Object.values(bundles).map((bundle) => bundle.name);
  await (values.stale ? buildStale(names, sayAside) : buildAll(names, sayAside));
}

if (import.meta.main) main().catch(failPlainly);
