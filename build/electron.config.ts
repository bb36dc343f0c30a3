import { builtinModules } from 'node:module';
import { defineConfig, type UserConfig } from 'vite';
import { root } from './bundles.ts';

export type ElectronPart = 'main' | 'preload' | 'host';

const entries = { main: 'main/main.ts', preload: 'preload/main.ts', host: 'host/utility.ts' };

/** A sandboxed preload can be neither a module nor more than one file; better-sqlite3 finds its binary beside itself. */
export function electronConfig(part: ElectronPart): UserConfig {
  const isPreload = part === 'preload';
  return defineConfig({
    root,
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { conditions: ['node'] },
    ssr: { noExternal: true },
    build: {
      ssr: `electron/${entries[part]}`,
      target: isPreload ? 'chrome140' : 'node24',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        external: ['electron', 'better-sqlite3', ...builtinModules.flatMap((name) => [name, `node:${name}`])],
        output: {
          format: isPreload ? 'cjs' : 'esm',
          entryFileNames: isPreload ? 'preload.cjs' : `${part}.js`,
          codeSplitting: false,
        },
      },
    },
  });
}
