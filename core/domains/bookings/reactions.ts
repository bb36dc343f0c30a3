import { defineReaction } from '../../contracts/reaction.ts';
import { assignResources } from '../availability/store/assign.ts';
import { mustLoadOffering } from '../catalog/store.ts';
import { bookingItems } from './tables.ts';

/** Who has booked already keeps the time, and from now on somebody who serves it. */
export const staffUpcoming = defineReaction({
  name: 'bookings.staffUpcoming',
  on: ['offering.resources_changed'],
  side: 'both',
  async run(world, event) {
    const offering = await mustLoadOffering(world.db, event.subject.id);
    for (const [sourceId, resourceIds] of await assignResources(world, offering))
      if (sourceId.startsWith('bki_')) await world.db.patch(bookingItems, sourceId, { resourceIds });
  },
});
