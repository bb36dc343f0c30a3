/** The server's `there is something newer`, as server-sent events. It only ever wakes the sync: nothing is believed from here. */
import { createParser } from 'eventsource-parser';
import { SECOND } from '#core/base/time.ts';
import { headersOf, type LinkParts } from './link.ts';

export interface LiveParts extends LinkParts {
  random(): number;
  /** connected, or something newer: `rev` where the server named it */
  onNews(news: { rev: number | null }): void;
  onLost(): void;
}

const LONGEST_SILENCE = 75 * SECOND;
/** short enough that people who plug the cable back in see it work */
const LONGEST_WAIT = 15 * SECOND;

/** Listens until told to stop, and takes the line up again by itself. @returns how to stop */
export function listenLive(parts: LiveParts): () => void {
  let stopped = false;
  let tries = 0;
  let hangUp = new AbortController();
  let cancelRetry = (): void => {};

  async function listen(): Promise<void> {
    hangUp = new AbortController();
    try {
      await listenOnce(parts, hangUp, () => (tries = 0));
    } catch {
      // every way to lose the line ends the same: try again
    }
    if (stopped) return;
    parts.onLost();
    tries += 1;
    cancelRetry = parts.timers.after(waitOf(tries, parts.random()), () => void listen());
  }

  void listen();
  return () => {
    stopped = true;
    cancelRetry();
    hangUp.abort();
  };
}

const waitOf = (tries: number, random: number): number => Math.min(SECOND * 2 ** Math.min(tries - 1, 6), LONGEST_WAIT) * (0.5 + random / 2);

async function listenOnce(parts: LiveParts, hangUp: AbortController, onOpen: () => void): Promise<void> {
  let cancelSilence = parts.timers.after(LONGEST_SILENCE, () => hangUp.abort());
  try {
    const answer = await parts.fetch(`${parts.serverUrl}/v1/sync/live`, {
      method: 'GET',
      headers: { ...headersOf(parts.token), accept: 'text/event-stream' },
      signal: hangUp.signal,
      redirect: 'error',
    });
    if (answer.status !== 200 || answer.body === null) return;
    onOpen();
    parts.onNews({ rev: null });
    const parser = createParser({ onEvent: ({ data }) => parts.onNews({ rev: revOf(data) }) });
    const text = new TextDecoder();
    for await (const chunk of answer.body) {
      cancelSilence();
      cancelSilence = parts.timers.after(LONGEST_SILENCE, () => hangUp.abort());
      parser.feed(text.decode(chunk, { stream: true }));
    }
  } finally {
    cancelSilence();
  }
}

function revOf(data: string): number | null {
  try {
    const said = JSON.parse(data) as unknown;
    const rev = typeof said === 'object' && said !== null && 'rev' in said ? said.rev : null;
    return typeof rev === 'number' ? rev : null;
  } catch {
    return null;
  }
}
