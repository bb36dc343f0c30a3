import { buildStale } from '../bundle.ts';

// Imported ahead of the server: one process to start and to signal, with pages as new as their sources.
await buildStale(['widget'], (line) => console.error(line));
