/** Server-sent events without a network. */
export interface LiveLine {
  readonly body: AsyncIterable<Uint8Array>;
  say(text: string): void;
  end(): void;
}

export function liveLine(onEnd: () => void): LiveLine {
  const said: Uint8Array[] = [];
  let isOver = false;
  let wake = (): void => {};
  async function* listen(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = said.shift();
      if (next !== undefined) yield next;
      else if (isOver) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    body: listen(),
    say(text) {
      said.push(new TextEncoder().encode(text));
      wake();
    },
    end() {
      isOver = true;
      onEnd();
      wake();
    },
  };
}
