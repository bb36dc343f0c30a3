/** `npm run console`: the console in a browser on this computer. Starts fast: the rest is loaded from a compile cache. */
import { enableCompileCache } from 'node:module';
import { quickenImports } from './quickImports.ts';

enableCompileCache();
quickenImports();
const { start } = await import('./start.ts');
await start(process.argv.slice(2));
