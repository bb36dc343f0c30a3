import { buildStale } from '../bundle.ts';

// Imported ahead of the console's host: one process to start and to signal, with screens as new as their sources.
await buildStale(['renderer'], (line) => console.error(line));
