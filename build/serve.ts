/** `npm run serve`: pages as new as their sources, then the server. One process to start and to signal. */
import { buildStale } from './bundle.ts';
import { runPacked, server } from './packed.ts';

// Standard output belongs to the server: its ready line is read by others.
await buildStale(['widget'], (line) => console.error(line));
await runPacked(server);
