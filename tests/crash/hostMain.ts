/** The console's program as `npm run console` starts it, with pages of its own: nobody opens them here, so none are built. */
import { enableCompileCache } from 'node:module';
import { quickenImports } from '#host/quickImports.ts';

enableCompileCache();
quickenImports();
const { start } = await import('#host/start.ts');
const [pages, ...args] = process.argv.slice(2);
await start(args, pages);
