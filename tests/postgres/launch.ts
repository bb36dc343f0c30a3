import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface LaunchedPostgres {
  /** of its maintenance database, as a user who may make others */
  readonly url: string;
  stop(): Promise<void>;
}

const keeper = fileURLToPath(new URL('keeper.ts', import.meta.url));

export interface Launch {
  /** what is committed survives the machine's crash, as it does where people's data is */
  readonly isDurable?: boolean;
}

/** A PostgreSQL of our own, in about a second. It ends with this process, also where that one is killed. */
export async function launchPostgres({ isDurable = false }: Launch = {}): Promise<LaunchedPostgres> {
  const child = spawn(process.execPath, [keeper, ...(isDurable ? ['--durable'] : [])], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const ready = once(createInterface({ input: child.stdout }), 'line').then(([line]) => JSON.parse(line as string) as { url: string });
  const { url } = await Promise.race([ready, ended.then(() => Promise.reject(new Error('PostgreSQL did not start')))]);
  return {
    url,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
