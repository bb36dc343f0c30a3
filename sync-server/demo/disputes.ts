/** What went wrong lately: one customer waits for an answer, one got half of it back, and of one the payment was kept. */
import { and, eq, inArray } from 'drizzle-orm';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import type { Json } from '#core/base/json.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Engine } from '#core/engine/engine.ts';
import { bookingItems, bookings } from '#core/domains/bookings/tables.ts';
import { payments, refunds } from '#core/domains/payments/tables.ts';
import { desk } from './bookings.ts';
import type { Catalogue } from './catalogue.ts';
import { owner } from './people.ts';
import { demoTenantId, type Run } from './run.ts';

interface Stage {
  readonly run: Run;
  readonly catalogue: Catalogue;
  readonly now: number;
}

interface Line {
  readonly from: 'customer' | 'desk';
  /** after it was opened */
  readonly after: number;
  readonly text: string;
  readonly links?: readonly { readonly url: string; readonly name: string }[];
}

interface Story {
  readonly key: string;
  readonly slug: string;
  /** how long ago it was opened; of what had ended some hours before */
  readonly ago: number;
  readonly reason: string;
  readonly lines: readonly Line[];
  readonly decided?: { readonly after: number; readonly outcome: 'refund' | 'keep'; readonly note: string };
}

const stories: readonly Story[] = [
  {
    ...{ key: 'colour', slug: 'colour-and-cut', ago: 20 * HOUR },
    reason: 'The colour washed out with the first shampoo. On the way home it was copper, now it is nearly my old brown.',
    lines: [
      {
        ...{ from: 'desk', after: 2 * HOUR },
        text: 'I am sorry to hear that, it should last six weeks. Could you send us a picture that you took in daylight?',
      },
      {
        ...{ from: 'customer', after: 17 * HOUR },
        text: 'Here are two, before and after. I would rather have part of the money back than come in again: it is an hour each way.',
        links: [{ url: 'https://photos.example/s/copper-after-one-wash', name: 'Before and after' }],
      },
    ],
  },
  {
    ...{ key: 'heating', slug: 'photo-studio', ago: 6 * DAY },
    reason: 'The heating was off. Our model was freezing, so we packed up after half of the time that we had booked.',
    lines: [],
    decided: {
      ...{ after: 3 * HOUR, outcome: 'refund' },
      note: 'You are right: the timer was set to the wrong day. We give back the half that you could not use, and it is mended.',
    },
  },
  {
    ...{ key: 'late', slug: 'haircut', ago: 15 * DAY },
    reason: 'I paid for a full appointment and was done in half an hour.',
    lines: [
      {
        ...{ from: 'desk', after: HOUR },
        text: 'You came twenty minutes late, and the next customer was waiting. Was anything about the cut itself not right?',
      },
      { from: 'customer', after: 5 * HOUR, text: 'No, the cut is fine. I only think it was expensive for half an hour.' },
    ],
    decided: {
      ...{ after: DAY, outcome: 'keep' },
      note: 'The time was kept for you and the cut was finished, so the payment stays. Call us when you are running late: often we can move you.',
    },
  },
];

interface Visit {
  readonly bookingId: string;
  readonly orderId: string;
  readonly bookerName: string;
  readonly totalCents: number;
}

/** The newest of this offering that was over some hours before, and is paid. */
async function visitBefore(
  { database }: Engine,
  { offeringId, before }: { offeringId: string; before: number },
): Promise<Visit | undefined> {
  return database.read(demoTenantId, async (db) => {
    const items = await db.list(bookingItems, eq(bookingItems.offeringId, offeringId));
    const over = items.filter(({ endsAt }) => endsAt <= before).toSorted((a, b) => b.startsAt - a.startsAt || (a.id < b.id ? -1 : 1));
    const ids = over.slice(0, 20).map(({ bookingId }) => bookingId);
    const came = await db.list(bookings, and(inArray(bookings.id, ids), eq(bookings.status, 'COMPLETED')));
    const orderIds = came.flatMap(({ orderId }) => orderId ?? []);
    const paid = new Set((await db.list(payments, inArray(payments.orderId, orderIds))).map(({ orderId }) => orderId));
    return ids.flatMap((bookingId) => {
      const found = came.find(({ id }) => id === bookingId);
      if (found === undefined || found.orderId === null || !paid.has(found.orderId)) return [];
      const { orderId, bookerName, totalCents } = found;
      return [{ bookingId, orderId, bookerName, totalCents }];
    })[0];
  });
}

const SHORTLY = 5 * HOUR;

export async function tellDisputes(engine: Engine, { run, catalogue, now }: Stage): Promise<void> {
  for (const story of stories) {
    const openedAt = now - story.ago;
    const offeringId = catalogue.offeringIds.get(story.slug) ?? '';
    const visit = await visitBefore(engine, { offeringId, before: openedAt - SHORTLY });
    if (visit !== undefined) await tell(engine, { run, catalogue, now }, { story, visit, openedAt });
  }
}

async function tell(
  engine: Engine,
  { run, catalogue }: Stage,
  { story, visit, openedAt }: { story: Story; visit: Visit; openedAt: number },
) {
  const { bookingId, orderId, bookerName, totalCents } = visit;
  const { reason, lines, decided } = story;
  const customer: Actor = { kind: 'customer', id: 'storefront', name: bookerName, bookingId };
  const manager: Actor = { kind: 'member', id: catalogue.memberIds.get('owner') ?? '', role: 'OWNER', name: owner.name };
  const key = `dispute/${story.key}`;
  const { disputeId = '' } = await run({ key, name: 'disputes.open', input: { bookingId, reason }, at: openedAt, actor: customer });
  for (const [i, { from, after, text, links = [] }] of lines.entries()) {
    const actor = from === 'customer' ? customer : desk(catalogue, key);
    const input: Json = { disputeId, text, links: links.map((link) => ({ ...link })) };
    await run({ key: `${key}/${i}`, name: 'disputes.reply', input, at: openedAt + after, actor });
  }
  if (decided === undefined) return;
  const { outcome, note, after } = decided;
  const at = openedAt + after;
  const given = outcome === 'refund' ? { refundCents: Math.floor(totalCents / 2) } : {};
  await run({ key: `${key}/decided`, name: 'disputes.resolve', input: { disputeId, outcome, note, ...given }, at, actor: manager });
  // What came in at the desk is handed over there.
  const back = await engine.database.read(demoTenantId, (db) => db.list(refunds, eq(refunds.orderId, orderId)));
  for (const { id: refundId } of back) {
    const input = { refundId, method: 'transfer' };
    await run({ key: `${key}/back/${refundId}`, name: 'payments.handBack', input, at: at + 10 * MINUTE, actor: manager });
  }
}
