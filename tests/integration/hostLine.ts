/** A screen's line to a host in this process, without a screen. */
import type { BridgeAnswer, BridgeEvent } from '#core/engine/bridge.ts';
import type { Host } from '#host/host.ts';

export interface Line {
  readonly events: readonly BridgeEvent[];
  /** @throws Error where it is refused */
  call(method: string, arg?: unknown): Promise<unknown>;
  failure(method: string, arg?: unknown): Promise<{ code: string; facts: Record<string, unknown> }>;
  /** looks again whenever the host says anything */
  until(isSo: () => Promise<boolean> | boolean): Promise<void>;
}

export function lineTo(host: Host): Line {
  const events: BridgeEvent[] = [];
  const waiting = new Map<number, (answer: BridgeAnswer) => void>();
  let wake = (): void => {};
  let receive: (message: unknown) => void = () => {};
  let nextId = 0;
  host.connect({
    post(message) {
      const said = structuredClone(message);
      if ('event' in said) events.push(said);
      else waiting.get(said.id)?.(said);
      wake();
    },
    onMessage: (listener) => (receive = listener),
    onClose: () => {},
  });
  const ask = (method: string, arg: unknown) =>
    new Promise<BridgeAnswer>((resolve) => {
      const id = ++nextId;
      waiting.set(id, resolve);
      receive({ id, method, arg });
    });
  return {
    events,
    async call(method, arg = {}) {
      const answer = await ask(method, arg);
      if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
      return answer.value;
    },
    async failure(method, arg = {}) {
      const answer = await ask(method, arg);
      if (answer.ok) throw new Error(`${method} was not refused`);
      return answer.error;
    },
    async until(isSo) {
      while (!(await isSo())) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}
