import { enableCompileCache, registerHooks } from 'node:module';

// Everything else is imported after these two, which halve the time to the first request. Compiled modules are kept between
// starts; and drizzle's modules come as CommonJS, because for each of its hundred ES modules Node would read a manifest of 180 kB.
enableCompileCache();
registerHooks({
  resolve(specifier, context, next) {
    const isDrizzle = specifier === 'drizzle-orm' || specifier.startsWith('drizzle-orm/');
    return next(specifier, isDrizzle ? { ...context, conditions: ['require', 'node'] } : context);
  },
});

const { main } = await import('./start/run.ts');
await main(process.argv.slice(2));
