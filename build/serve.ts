/** `npm run serve`: pages as new as their sources, then the server, packed where it can be. One process to start and to signal. */
import { pathToFileURL } from 'node:url';
import { buildStale } from './bundle.ts';
import { packed, server } from './packed.ts';

interface Packed {
  main(args: readonly string[]): Promise<void>;
}

// Standard output belongs to the server: its ready line is read by others.
await buildStale(['widget'], (line) => console.error(line));
const file = await packed(server);
const program = file === undefined ? undefined : await importOf(file);
if (program === undefined) await import(new URL('../sync-server/main.ts', import.meta.url).href);
else await program.main(process.argv.slice(2));

/** undefined: it can't be read, or not whole. */
async function importOf(path: string): Promise<Packed | undefined> {
  try {
    return (await import(pathToFileURL(path).href)) as Packed;
  } catch {
    return undefined;
  }
}
