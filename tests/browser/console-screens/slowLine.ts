/** A console whose line to its host is slow for what a test names: questions wait on their way there, answers on their way back. */
import type { Page } from 'playwright-core';

export interface SlowLine {
  /** what waits now */
  readonly held: readonly unknown[];
  /** sends on what waits; whatever comes later goes through */
  release(): void;
}

type Way = 'questions' | 'answers';

/** For a page that has not gone anywhere yet. @param naming a text that is in the question, such as the name of a command */
export async function slowLine(page: Page, way: Way, naming: string): Promise<SlowLine> {
  const held: (() => void)[] = [];
  const asked = new Set<unknown>();
  let isSlow = true;
  const pass = (send: () => void, waits: boolean): void => {
    if (isSlow && waits) held.push(send);
    else send();
  };
  await page.routeWebSocket(/./, (socket) => {
    const host = socket.connectToServer();
    socket.onMessage((message) => {
      const isNamed = String(message).includes(naming);
      if (isNamed) asked.add((JSON.parse(String(message)) as { id: number }).id);
      pass(() => host.send(message), isNamed && way === 'questions');
    });
    host.onMessage((message) => {
      const { id } = JSON.parse(String(message)) as { id?: number };
      pass(() => socket.send(message), asked.has(id) && way === 'answers');
    });
  });
  return {
    held,
    release() {
      isSlow = false;
      for (const send of held.splice(0)) send();
    },
  };
}
