import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { root } from './bundles.ts';

export default defineConfig({
  root: `${root}renderer`,
  base: '/',
  plugins: [react()],
  build: {
    target: 'chrome140',
    // Scripts and styles stay files of their own: the console's CSP allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
  },
});
