/** The stories as commands, each done at its own time by whoever would have done it. */
import type { Json } from '#core/base/json.ts';
import { MINUTE } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Catalogue } from './catalogue.ts';
import type { Story } from './plan/fates.ts';
import { colleagues, owner } from './people.ts';
import { between } from './chance.ts';
import type { Run } from './run.ts';

interface Told extends Story {
  readonly bookingId: string;
}

interface Stage {
  readonly run: Run;
  readonly catalogue: Catalogue;
  readonly now: number;
}

const program: Actor = { kind: 'key', id: 'key_demo', scopes: ['read', 'write'], name: 'Website' };

/** A different colleague each time, as desks go. */
export function desk({ memberIds }: Catalogue, key: string): Actor {
  const { key: who, name, role } = colleagues[between(`${key}/desk`, [0, colleagues.length - 1])] ?? colleagues[0];
  return { kind: 'member', id: memberIds.get(who) ?? '', role, name };
}

const booker = ({ guest }: Story, bookingId?: string): Actor => ({
  kind: 'customer',
  id: 'storefront',
  name: guest.name,
  ...(bookingId !== undefined && { bookingId }),
});

const doorOf = (story: Story, catalogue: Catalogue): Actor =>
  story.source === 'widget' ? booker(story) : story.source === 'api' ? program : desk(catalogue, story.key);

async function book({ run, catalogue }: Stage, story: Story): Promise<Told> {
  const { slug, startsAt, endsAt, quantity, resource, guest, movedFrom, source } = story;
  const begins = movedFrom ?? startsAt;
  const item = {
    offeringId: catalogue.offeringIds.get(slug) ?? '',
    startsAt: begins,
    quantity,
    ...(endsAt !== undefined && { endsAt }),
    ...(resource !== undefined && { resourceId: catalogue.resourceIds.get(resource) ?? '' }),
  };
  const { name, email, phone } = guest;
  const input: Json = {
    items: [item],
    customer: { name, email, phone },
    source,
    customerNotes: story.customerNotes,
    // What needs approval gets it by its own command, whoever took the booking.
    ...(source !== 'widget' && story.approvedAt !== null && { confirm: false }),
    ...(story.isOverGrid === true && { overridePolicy: true }),
  };
  const { bookingId = '' } = await run({
    key: story.key,
    name: 'bookings.create',
    input,
    at: story.bookedAt,
    actor: doorOf(story, catalogue),
  });
  return { ...story, bookingId };
}

interface Step {
  readonly name: string;
  readonly at: number;
  readonly actor: Actor;
  readonly more?: Readonly<Record<string, Json>>;
}

/** What followed the booking, in the order in which it happened. */
function stepsOf(story: Told, { catalogue, now }: Stage): Step[] {
  const { key, fate, startsAt, approvedAt, bookedAt, notes, movedFrom, bookingId } = story;
  const actor = desk(catalogue, key);
  const ended = Math.min(now, (story.endsAt ?? startsAt + 45 * MINUTE) + 2 * MINUTE);
  const arrived = Math.min(now, startsAt - between(`${key}/early`, [-4, 9]) * MINUTE);
  const cancelledAt = Math.max(story.cancelledAt ?? bookedAt, approvedAt ?? bookedAt);
  const byCustomer = story.cancelledBy === 'customer';
  const steps: (Step | false)[] = [
    fate === 'declined' && { name: 'bookings.decline', at: approvedAt ?? bookedAt, actor, more: { reason: 'No partner free that day' } },
    approvedAt !== null && fate !== 'declined' && { name: 'bookings.approve', at: approvedAt, actor },
    movedFrom !== undefined && {
      name: 'bookings.reschedule',
      at: approvedAt ?? bookedAt,
      actor: story.source === 'widget' ? booker(story, bookingId) : actor,
      more: { startsAt },
    },
    notes !== '' && { name: 'bookings.editNotes', at: bookedAt, actor, more: { changes: { notes }, seen: { notes: '' } } },
    (fate === 'checked_in' || fate === 'completed' || fate === 'refunded') && { name: 'bookings.checkIn', at: arrived, actor },
    (fate === 'completed' || fate === 'refunded') && { name: 'bookings.complete', at: ended, actor },
    fate === 'no_show' && { name: 'bookings.noShow', at: Math.min(now, startsAt + 20 * MINUTE), actor },
    fate === 'cancelled' && { name: 'bookings.cancel', at: cancelledAt, actor: byCustomer ? booker(story, bookingId) : actor },
    fate === 'refunded' && {
      name: 'bookings.refund',
      at: Math.min(now, ended + 60 * MINUTE),
      actor: { kind: 'member', id: catalogue.memberIds.get('owner') ?? '', role: 'OWNER', name: owner.name },
      more: { reason: 'Not happy with the result' },
    },
  ];
  return steps.filter((step) => step !== false);
}

/** In waves, all of one before any of the next: the order of the rows is the same on every start, and each wave shares its commits. */
export async function tellBookings(stage: Stage, stories: readonly Story[]): Promise<void> {
  const told = await Promise.all(stories.map((story) => book(stage, story)));
  const queues = told.map((story) => ({ story, steps: stepsOf(story, stage) }));
  const longest = Math.max(0, ...queues.map(({ steps }) => steps.length));
  for (let wave = 0; wave < longest; wave++)
    await Promise.all(
      queues.flatMap(({ story: { key, bookingId }, steps }) => {
        const step = steps[wave];
        if (step === undefined) return [];
        const { name, at, actor, more } = step;
        return [stage.run({ key: `${key}/${name}`, name, input: { bookingId, ...more }, at, actor })];
      }),
    );
}
