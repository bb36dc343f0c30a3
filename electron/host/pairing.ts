import { Refusal } from '#core/base/refusal.ts';
import { PlainError } from './commandLine.ts';
import type { Host } from './host.ts';
import type { Pairing } from './messages.ts';
import { serverUrlOf } from './serverUrl.ts';

/** A second start on the same data keeps its session; a code that is no longer good then does no harm. @throws PlainError */
export async function pairWith(host: Host, { server, code }: Pairing): Promise<void> {
  try {
    const serverUrl = serverUrlOf(server);
    if (await host.standsWith(serverUrl)) return;
    await host.pair({ serverUrl, code });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new PlainError(whyNotPaired(error, server), { cause: error });
  }
}

function whyNotPaired({ code }: Refusal, server: string): string {
  if (code === 'unavailable') return `The server ${server} could not be reached.`;
  if (code === 'invalid_request') return `"${server}" is not a server's address or the code is not one.`;
  if (code === 'rate_limited') return `The server ${server} asks to wait a minute before the next try.`;
  return `The server ${server} did not take the pairing code: ask for a new one.`;
}
