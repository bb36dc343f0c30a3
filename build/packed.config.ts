import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { relative } from 'node:path';
import type { InlineConfig, Plugin } from 'vite';
import { root } from './bundles.ts';

/** Left in node_modules: what has binaries or files of its own, and what a start does not load. */
const apart = [
  ...['better-sqlite3', 'sharp', '@node-rs/argon2', '@node-rs/bcrypt', '@fastify/swagger', '@fastify/swagger-ui'],
  ...['@aws-sdk/client-s3', 'date-holidays', 'ical.js', 'nodemailer', 'papaparse', 'pg', 'stripe', 'undici', 'yauzl', 'yazl'],
];

/** A module of ours that asks where it lies is told where its source does. */
const places = (out: string): Plugin => ({
  name: 'slotkeeper:places',
  enforce: 'pre',
  transform: {
    filter: { id: { include: /\.ts$/, exclude: /node_modules/ }, code: 'import.meta.url' },
    handler(code, id) {
      const source = JSON.stringify(relative(out, id).replaceAll('\\', '/'));
      return { code: code.replaceAll('import.meta.url', `new URL(${source}, import.meta.url).href`), map: null };
    },
  },
});

/** What packages bring that nothing here uses, and what serves as well in its place. */
const lean: Plugin = {
  name: 'slotkeeper:lean',
  enforce: 'pre',
  resolveId(file, importer, options) {
    // To know a key of PostgreSQL's tables drizzle loads all their columns; here every table is one of SQLite's.
    if (file.endsWith('/pg-core/primary-keys.js') && importer?.includes('/drizzle-orm/') === true)
      return this.resolve(file.replace('/pg-core/', '/sqlite-core/'), importer, options);
    // A copy of Node's own streams for older Nodes.
    return file === 'readable-stream' ? { id: 'node:stream', external: true } : null;
  },
  transform: {
    // To name a class of the web loads all that fetches with it.
    filter: { id: /\/@fastify\/compress\/lib\/utils\.js$/ },
    handler: (code) => ({
      code: code.replace(/obj instanceof (Response|ReadableStream)/g, "Object.prototype.toString.call(obj) === '[object $1]'"),
      map: null,
    }),
  },
  load: {
    // Of two and a half thousand types of files it is only asked whether they shrink.
    filter: { id: /\/mime-db\/db\.json$/ },
    handler(id) {
      const types = Object.entries(JSON.parse(readFileSync(id, 'utf8')) as Record<string, { compressible?: boolean }>);
      return JSON.stringify(
        Object.fromEntries(types.flatMap(([type, { compressible }]) => (compressible ? [[type, { compressible }]] : []))),
      );
    },
  },
};

/** Not minified: that would spare no time, and the log of an error could not be read. */
export const packedConfig = (entry: string, out: string): InlineConfig => ({
  configFile: false,
  logLevel: 'silent',
  root,
  plugins: [places(out), lean],
  resolve: { conditions: ['node'] },
  ssr: { noExternal: true },
  build: {
    ssr: entry,
    outDir: relative(root, out),
    target: 'node26',
    minify: false,
    rolldownOptions: {
      external: [...apart, ...builtinModules.flatMap((name) => [name, `node:${name}`])],
      output: { format: 'esm', entryFileNames: 'main.js', chunkFileNames: '[name].js' },
    },
  },
});
