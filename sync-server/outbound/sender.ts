import type { Get, Got } from './get.ts';
import type { OutboundRules } from './guard.ts';
import type { Answer, Post } from './post.ts';

export interface Sender {
  /** @throws OutboundRefusal, or the connection's own error */
  send(parcel: Post): Promise<Answer>;
  /** @throws OutboundRefusal, GetFailure, or the connection's own error */
  fetch(get: Get): Promise<Got>;
  stop(): Promise<void>;
}

/** The HTTP client is loaded for the first request: it is a tenth of a start, and of the memory of a server that tells nobody. */
export function senderOf(rules: OutboundRules): Sender {
  let loading: ReturnType<typeof load> | undefined;
  async function load() {
    const [{ guardedDispatcher }, { post }, { get }] = await Promise.all([
      import('./dispatcher.ts'),
      import('./post.ts'),
      import('./get.ts'),
    ]);
    return { post, get, outbound: { ...rules, dispatcher: guardedDispatcher(rules) } };
  }
  return {
    async send(parcel) {
      const { post, outbound } = await (loading ??= load());
      return post(outbound, parcel);
    },
    async fetch(wanted) {
      const { get, outbound } = await (loading ??= load());
      return get(outbound, wanted);
    },
    async stop() {
      await (await loading)?.outbound.dispatcher.destroy();
    },
  };
}
