import type { CommandContext } from '../../contracts/command.ts';
import { defineReaction } from '../../contracts/reaction.ts';
import { webhookEvents } from './model.ts';
import { type Audience, enqueue, listAudience } from './store.ts';

/** Looked up once a command, however much it tells: nothing that reacts to events changes endpoints. */
const audiences = new WeakMap<CommandContext, Audience>();

export const tellSubscribers = defineReaction({
  name: 'webhooks.tellSubscribers',
  on: webhookEvents,
  side: 'server',
  async run(world, event) {
    const audience = audiences.get(world.ctx) ?? (await listAudience(world.db));
    audiences.set(world.ctx, audience);
    for (const endpoint of audience)
      if ((endpoint.events as readonly string[]).includes(event.name))
        await enqueue(world, { endpoint, eventId: event.id, event: event.name, at: event.at, data: event.data });
  },
});
