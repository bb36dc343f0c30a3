/** A request to the doors that change something, without HTTP: what such a door does with it is the product's own. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#core/contracts/actor.ts';
import type { Changes } from '#server/doors/http/changes.ts';
import type { Answer, Request } from './talk.ts';

export interface Order {
  readonly actor: Actor;
  readonly name: string;
  readonly input: unknown;
}

export async function answerChange(changes: Changes, { tenantId, request }: { tenantId: string; request: Request }): Promise<Answer> {
  const { actor, name, input } = request.body as Order;
  const sent = { status: 200, headers: {} as Record<string, string>, text: '' };
  const reply = {
    request: { id: 'req' },
    code: (status: number) => ((sent.status = status), reply),
    header: (key: string, value: string) => ((sent.headers[key] = value), reply),
    type: () => reply,
    serialize: JSON.stringify,
    send: async (text = '') => void (sent.text = text),
  };
  const asked = { method: request.method, url: request.path, headers: request.headers, body: { actor, name, input } };
  const work = {
    caller: { tenantId, actor, account: actor.kind === 'key' ? 'api' : 'public' },
    change: { steps: [() => ({ name, input })], status: 201, answer: async (_read, [value]) => value },
  } satisfies Parameters<Changes['make']>[2];
  await changes.make(asked as unknown as FastifyRequest, reply as unknown as FastifyReply, work);
  return { status: sent.status, headers: sent.headers, body: sent.text === '' ? null : (JSON.parse(sent.text) as unknown) };
}
