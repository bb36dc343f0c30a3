// Plain JavaScript, so that any Node can read it: this is what says that the wrong one is running.
import * as modules from 'node:module';

const major = Number(process.versions.node.split('.')[0]);

if (major !== 26) {
  console.error(
    `Slotkeeper runs on Node 26 and this is ${process.version}: start it through npm (\`npm start\`), which brings its own after \`npm ci\`.`,
  );
  process.exit(1);
}

// Here, ahead of every TypeScript file: with all of them in the cache, Node need not load what strips their types.
modules.enableCompileCache();
