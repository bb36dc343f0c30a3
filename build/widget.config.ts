import { defineConfig, type UserConfig } from 'vite';
import { root } from './bundles.ts';

/** Two scripts: the loader that a host page names, and the app inside its iframe. Each is one file, whatever it imports. */
export function widgetConfig(part: 'loader' | 'app'): UserConfig {
  const file = { loader: 'widget', app: 'app' }[part];
  return defineConfig({
    root: `${root}widget`,
    // Classic calls pack smaller than the automatic runtime's. The loader has no JSX.
    ...(part === 'app' && {
      oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' }, jsxInject: `import { Fragment, h } from 'preact'` },
    }),
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      target: 'es2022',
      lib: {
        entry: { loader: 'loader/main.ts', app: 'app/main.tsx' }[part],
        formats: ['iife'],
        name: 'slotkeeperWidget',
        fileName: () => `${file}.js`,
        cssFileName: file,
      },
    },
  });
}
