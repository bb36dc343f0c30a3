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

/**
 * Node reads and parses a package's whole package.json again for each import of it. drizzle's has 179 kB, and a hundred of our files
 * import it: a tenth of a server's start, and 12 MB. What it answered once is the answer to all of us.
 */
const answered = new Map();

modules.registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('drizzle-orm') || context.parentURL?.includes('/node_modules/')) return next(specifier, context);
    const name = `${specifier} ${context.conditions.includes('require')}`;
    const known = answered.get(name);
    if (known !== undefined) return known;
    const answer = { ...next(specifier, context), shortCircuit: true };
    answered.set(name, answer);
    return answer;
  },
});
