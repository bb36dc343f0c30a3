import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What a person can mend: told as its one sentence, without a stack. */
export class PlainError extends Error {
  readonly exitCode: number;

  constructor(sentence: string, { exitCode = 1, cause }: { exitCode?: number; cause?: unknown } = {}) {
    super(sentence, { cause });
    this.exitCode = exitCode;
  }
}

const wrongUsage = (sentence: string) => new PlainError(`${sentence} ${USAGE}`, { exitCode: 2 });

const USAGE = 'Usage: npm run console -- [--server URL --pair CODE] [--data DIR] [--port N] [--host 127.0.0.1] [--json]';

export interface CommandLine {
  readonly server: string | null;
  readonly pair: string | null;
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly json: boolean;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/** @throws PlainError */
export function parseCommandLine(args: readonly string[], env: NodeJS.ProcessEnv): CommandLine {
  const values = parsed(args);
  const port = Number(values.port ?? '4601');
  if (!/^\d+$/.test(values.port ?? '0') || port > 65_535) throw wrongUsage(`"${values.port}" is not a port.`);
  const host = values.host ?? '127.0.0.1';
  if (!LOOPBACK.includes(host)) throw wrongUsage('The console is for this computer alone: --host is 127.0.0.1, localhost or ::1.');
  if (values.pair !== undefined && values.server === undefined) throw wrongUsage('--pair needs the --server that gave the code.');
  return {
    server: values.server ?? null,
    pair: values.pair ?? null,
    data: resolve(values.data ?? defaultFolder(env)),
    port,
    host,
    json: values.json ?? false,
  };
}

function parsed(args: readonly string[]) {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { server: option, pair: option, data: option, port: option, host: option, json: { type: 'boolean' } },
    }).values;
  } catch (error) {
    throw wrongUsage(`${(error as Error).message.split(/\. |\.$/)[0]}.`);
  }
}

/** Where the system keeps what programs keep for a user. */
function defaultFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? homedir(), 'Slotkeeper');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Slotkeeper');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'slotkeeper');
}
