import { defineReaction } from '../../contracts/reaction.ts';
import { mustLoadResource } from '../catalog/store.ts';
import { mustNotBeNeeded, mustSuffice } from './store/upcoming.ts';

/** There are never fewer of a thing than were promised. */
export const keepEnough = defineReaction({
  name: 'availability.keepEnough',
  on: ['resource.quantity_changed'],
  side: 'both',
  run: async (world, event) => mustSuffice(world, await mustLoadResource(world.db, event.subject.id)),
});

/** Who was promised to somebody stays until that is over. */
export const keepServing = defineReaction({
  name: 'availability.keepServing',
  on: ['resource.archived'],
  side: 'both',
  run: (world, event) => mustNotBeNeeded(world, event.subject.id),
});
