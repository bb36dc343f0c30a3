/** `npm run console`: screens as new as their sources, then the console's host. One process to start and to signal. */
import { buildStale } from './bundle.ts';
import { consoleHost, runPacked } from './packed.ts';

await buildStale(['renderer'], (line) => console.error(line));
await runPacked(consoleHost);
