import type { CommandContext } from '../../contracts/command.ts';
import { defineReaction } from '../../contracts/reaction.ts';
import { type WebhookEndpoint, webhookEvents } from './model.ts';
import { enqueue, listActiveEndpoints } from './store.ts';

/** Looked up once a command, however much it tells: nothing that reacts to events changes endpoints. */
const audiences = new WeakMap<CommandContext, readonly WebhookEndpoint[]>();

export const tellSubscribers = defineReaction({
  name: 'webhooks.tellSubscribers',
  on: webhookEvents,
  side: 'server',
  async run(world, event) {
    const audience = audiences.get(world.ctx) ?? (await listActiveEndpoints(world.db));
    audiences.set(world.ctx, audience);
    for (const endpoint of audience)
      if ((endpoint.events as readonly string[]).includes(event.name))
        await enqueue(world, { endpointId: endpoint.id, eventId: event.id, event: event.name, at: event.at, data: event.data });
  },
});
