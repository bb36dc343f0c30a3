/**
 * Half of a start is Node asking where each of a thousand imports leads. Inside this house and inside zod and drizzle the file
 * is named as it is; and a package leads our files to one place, so that it is looked for once: drizzle's package.json alone,
 * read for every file that imports it, is 180 kB of JSON.
 */
import { registerHooks, type ResolveFnOutput, type ResolveHookContext } from 'node:module';

const root = new URL('../../', import.meta.url).href;
const folders: readonly (readonly [string, string])[] = [
  ['#core/', `${root}core/`],
  ['#server/', `${root}sync-server/`],
];
const PACKAGES = '/node_modules/';

/** Files that a package loads for what this house has no use for, and what serves as well in their place. */
const instead: readonly { readonly of: string; readonly file: string; readonly by: string }[] = [
  // Sixty languages, of which English is loaded anyway.
  { of: 'zod/', file: '/locales/index.js', by: '/locales/en.js' },
  // To know a key of PostgreSQL's tables it loads all their columns; here every table is one of SQLite's.
  { of: 'drizzle-orm/relations.cjs', file: './pg-core/primary-keys.cjs', by: './sqlite-core/primary-keys.cjs' },
  // A copy of Node's own streams for older Nodes.
  { of: '@fastify/compress/', file: 'readable-stream', by: 'node:stream' },
];

function insteadOf(specifier: string, parentURL: string | undefined): string {
  const found = instead.find(({ of, file }) => specifier.endsWith(file) && parentURL?.includes(`${PACKAGES}${of}`) === true);
  return found === undefined ? specifier : specifier.slice(0, -found.file.length) + found.by;
}

type Next = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput;

export function quickenImports(): void {
  const found = new Map<string, ResolveFnOutput>();

  /** drizzle comes as CommonJS: as ES modules it is a hundred files more. */
  function foundOnce(specifier: string, { context, next }: { context: ResolveHookContext; next: Next }): ResolveFnOutput {
    const earlier = found.get(specifier);
    if (earlier !== undefined) return earlier;
    const isDrizzle = specifier === 'drizzle-orm' || specifier.startsWith('drizzle-orm/');
    const { url, format } = next(specifier, isDrizzle ? { ...context, conditions: ['require', 'node'] } : context);
    const output = { url, format, shortCircuit: true };
    found.set(specifier, output);
    return output;
  }

  registerHooks({
    resolve(asked, context, next) {
      const { parentURL } = context;
      const specifier = insteadOf(asked, parentURL);
      const format = formatOf(specifier, parentURL);
      if (format !== undefined) return { url: addressOf(specifier, parentURL), format, shortCircuit: true };
      const isOurs = parentURL?.startsWith(root) === true && !parentURL.includes(PACKAGES);
      const isPackage = /^(?:node:|@?[a-z])/.test(specifier) && !specifier.startsWith('file:');
      return isOurs && isPackage ? foundOnce(specifier, { context, next }) : next(specifier, context);
    },
  });
}

/** undefined: Node must look. */
function formatOf(specifier: string, parentURL: string | undefined): string | undefined {
  if (specifier.startsWith('#') && folders.some(([name]) => specifier.startsWith(name))) return 'module-typescript';
  if (!specifier.startsWith('.') || parentURL === undefined) return undefined;
  if (specifier.endsWith('.ts')) return 'module-typescript';
  if (specifier.endsWith('.cjs') && parentURL.includes(`${PACKAGES}drizzle-orm/`)) return 'commonjs';
  if (specifier.endsWith('.js') && parentURL.includes(`${PACKAGES}zod/`)) return 'module';
  return undefined;
}

function addressOf(specifier: string, parentURL: string | undefined): string {
  const folder = folders.find(([name]) => specifier.startsWith(name));
  return folder === undefined ? new URL(specifier, parentURL).href : folder[1] + specifier.slice(folder[0].length);
}
