/**
 * Whoever books without a desktop: programs with an API key, and customers at the widget. They ask until they are answered, always
 * under the same key, and one key must have one effect and one answer however often it is asked.
 */
import type { Actor } from '#core/contracts/actor.ts';
import type { House } from './house.ts';
import type { Answer } from './talk.ts';
import type { Order } from './knock.ts';
import type { Stage } from './stage.ts';
import { wireOf } from './wire.ts';

export interface Asked {
  readonly key: string;
  readonly order: Order;
  /** of each history of the server that was asked, what it said */
  readonly said: Map<string, string>;
}

export interface Client {
  /** Asks until it is answered, whatever happens meanwhile; `onAnswer` hears the answer. */
  ask(order: Order, onAnswer: (answer: Answer) => void): Asked;
  /** The same again, at once or long after. */
  again(asked: Asked): void;
  /** Something else under the same key. */
  otherwise(asked: Asked, order: Order): void;
  readonly asked: readonly Asked[];
  /** bookings that the server said it has made, in this history of its */
  madeIn(history: number): string[];
  /** questions without an answer so far */
  waiting(): number;
}

const SECOND = 1000;
/** What a door does not keep under the key: mended or later, the same key may ask again. */
const notKept = new Set(['invalid_request', 'unauthorized', 'forbidden', 'rate_limited', 'unavailable', 'internal_error']);

export function clientOf({ stage, house, name }: { stage: Stage; house: House; name: string }): Client {
  const { clock, chance, census, complain } = stage;
  const wire = wireOf({ stage, house, name });
  const asked: Asked[] = [];
  let waiting = 0;

  function knock({ key }: Asked, { order, hear }: { order: Order; hear: (answer: Answer) => void }): void {
    waiting += 1;
    const request = { method: 'POST', path: '/v1/changes', headers: { 'idempotency-key': key }, body: order };
    const later = () => void clock.after(chance.between(1, 20) * SECOND, attempt);
    function attempt(): void {
      wire.send(request).then((answer) => {
        if (answer.status >= 500 || answer.status === 429) return later();
        waiting -= 1;
        return hear(answer);
      }, later);
    }
    attempt();
  }

  /** One answer a key, for as long as the server has not forgotten it. */
  function compare(of: Asked, answer: Answer): void {
    census.refused(codeOf(answer) ?? '');
    if (notKept.has(codeOf(answer) ?? '')) return;
    const history = answer.headers['x-history'] ?? '';
    const text = JSON.stringify([answer.status, answer.body]);
    const before = of.said.get(history);
    if (answer.headers['idempotent-replayed'] === 'true') census.count('an idempotent answer given again');
    if (before !== undefined && before !== text) complain(`the key ${of.key} was answered ${before}, and then ${text}`);
    of.said.set(history, before ?? text);
  }

  return {
    ask(order, onAnswer) {
      const of: Asked = { key: `${name}-${asked.length}`, order, said: new Map() };
      asked.push(of);
      const hear = (answer: Answer) => {
        compare(of, answer);
        onAnswer(answer);
      };
      knock(of, { order, hear });
      if (chance.happens(0.15)) {
        census.count('twins in flight');
        knock(of, { order, hear: (answer) => compare(of, answer) });
      }
      return of;
    },
    again: (of) => knock(of, { order: of.order, hear: (answer) => compare(of, answer) }),
    otherwise(of, order) {
      // while the first is still on its way, whichever comes first has the key
      if (of.said.size === 0) return;
      knock(of, {
        order,
        hear(answer) {
          census.refused(codeOf(answer) ?? '');
          const first = of.said.get(answer.headers['x-history'] ?? '');
          // After a restore the key may be this order's, and the first one the stranger.
          const isTheirs = first !== undefined && !first.includes('"idempotency_conflict"');
          if (isTheirs && codeOf(answer) !== 'idempotency_conflict') complain(`the key ${of.key} did something else as well`);
        },
      });
    },
    asked,
    madeIn: (history) =>
      asked.flatMap(({ said }) => {
        const [status, body] = JSON.parse(said.get(String(history)) ?? '[0]') as [number, { bookingId?: string } | null | undefined];
        return status === 201 && typeof body?.bookingId === 'string' ? [body.bookingId] : [];
      }),
    waiting: () => waiting,
  };
}

const codeOf = ({ body }: Answer): string | undefined =>
  typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : undefined;

export const passerBy: Actor = { kind: 'customer', id: 'public', name: 'Customer' };
