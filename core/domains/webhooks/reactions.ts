import { defineReaction } from '../../contracts/reaction.ts';
import { webhookEvents } from './model.ts';
import { enqueue, listActiveEndpoints } from './store.ts';

export const tellSubscribers = defineReaction({
  name: 'webhooks.tellSubscribers',
  on: webhookEvents,
  side: 'server',
  async run(world, event) {
    for (const endpoint of await listActiveEndpoints(world.db))
      if ((endpoint.events as readonly string[]).includes(event.name))
        await enqueue(world, { endpointId: endpoint.id, eventId: event.id, event: event.name, at: event.at, data: event.data });
  },
});
