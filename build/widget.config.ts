import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { root } from './bundles.ts';

const define = { 'process.env.NODE_ENV': '"production"' };

/** The loader that a host page names: one classic script, whatever it imports. */
const loader = (): UserConfig => ({
  define,
  build: {
    target: 'es2022',
    lib: { entry: 'loader/main.ts', formats: ['iife'], name: 'slotkeeperWidget', fileName: () => 'widget.js' },
  },
});

/** A part has no styles and no parts of its own: there is nothing that Vite's helper would fetch ahead of it. */
const nothingAhead: Plugin = {
  name: 'nothing-ahead',
  enforce: 'pre',
  load: (id) => (id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load();' : null),
};

/**
 * The app inside its iframe: what every booking needs at once, and what few need beside it (the pages of the business's own site,
 * add-ons and questions), each in a file of its own, named by its contents: a page that is open asks for the files that it was built with.
 */
const app = (): UserConfig => ({
  define,
  plugins: [nothingAhead],
  // Classic calls pack smaller than the automatic runtime's.
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' }, jsxInject: `import { Fragment, h } from 'preact'` },
  base: './',
  build: {
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: {
      input: `${root}widget/app/main.tsx`,
      output: {
        entryFileNames: 'app-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: 'app.[ext]',
        codeSplitting: { groups: [] },
      },
    },
  },
});

export const widgetConfig = (part: 'loader' | 'app'): UserConfig => defineConfig({ root: `${root}widget`, ...{ loader, app }[part]() });
