/** What a provider is to be asked, written in the transaction that wants it: a worker asks. Rows of the server alone. */
import { eq } from 'drizzle-orm';
import type { ReadDb, RowOf } from '../../../data/database.ts';
import type { ProviderAction } from '../model.ts';
import { providerCalls } from '../tables.ts';
import type { World } from './orders.ts';

export interface Asking {
  readonly action: ProviderAction;
  readonly paymentId: string;
  readonly refundId?: string;
  readonly amountCents: number;
}

/** What is decided about a hold, or a card that is kept, takes the place of what was decided before it, where that was not asked yet. */
const decisions: readonly ProviderAction[] = ['capture', 'charge', 'release'];

/** What waits to be asked already is not asked twice. */
export async function askProvider(world: World, { action, paymentId, refundId, amountCents }: Asking): Promise<void> {
  const { db, ctx } = world;
  if (ctx.side !== 'server') return;
  if (decisions.includes(action)) await withdrawDecision(world, paymentId);
  const calls = await listWaiting(db, paymentId);
  if (refundId === undefined && calls.some((call) => call.action === action)) return;
  await db.insert(providerCalls, {
    ...{ id: ctx.newId('pvc'), action, paymentId, refundId: refundId ?? null, amountCents, status: 'PENDING', attemptCount: 0 },
    ...{ firstAttemptAt: null, nextAttemptAt: ctx.outsideNow, leasedUntil: null, error: null, createdAt: ctx.serverNow },
  });
}

const listWaiting = (db: ReadDb, paymentId: string) =>
  db.list(providerCalls, eq(providerCalls.paymentId, paymentId), eq(providerCalls.status, 'PENDING'));

type Taking = Extract<ProviderAction, 'capture' | 'charge'>;

/** What is to be taken of a hold, or of a card that is kept, and has not been answered yet. */
export async function waitingFor(
  { db, ctx }: World,
  { paymentId, action }: { paymentId: string; action: Taking },
): Promise<RowOf<typeof providerCalls> | undefined> {
  if (ctx.side !== 'server') return undefined;
  return (await listWaiting(db, paymentId)).find((call) => call.action === action);
}

/** What is to be taken of a card that is kept, and was not asked for yet. */
export async function unaskedCharge(world: World, paymentId: string): Promise<RowOf<typeof providerCalls> | undefined> {
  const charge = await waitingFor(world, { paymentId, action: 'charge' });
  return charge !== undefined && isUnasked(charge) ? charge : undefined;
}

export const WITHDRAWN = 'withdrawn';

export const withdrawDecision = (world: World, paymentId: string): Promise<void> => withdraw(world, { paymentId, actions: decisions });

/** The card that is kept is not to be held any more. */
export const withdrawAuthorisation = (world: World, paymentId: string): Promise<void> =>
  withdraw(world, { paymentId, actions: ['authorise'] });

interface Withdrawing {
  readonly paymentId: string;
  readonly actions: readonly ProviderAction[];
}

/** Whoever took it up at this very moment asks all the same: what comes of that is heard. */
async function withdraw({ db, ctx }: World, { paymentId, actions }: Withdrawing): Promise<void> {
  if (ctx.side !== 'server') return;
  for (const call of await listWaiting(db, paymentId))
    if (actions.includes(call.action) && isUnasked(call)) await withdrawCall({ db, ctx }, call.id);
}

/** Nobody has taken it up: the provider can't have heard of it. */
export const isUnasked = ({ firstAttemptAt, leasedUntil }: Pick<RowOf<typeof providerCalls>, 'firstAttemptAt' | 'leasedUntil'>): boolean =>
  firstAttemptAt === null && leasedUntil === null;

export async function withdrawCall({ db }: World, callId: string): Promise<void> {
  await db.patch(providerCalls, callId, { status: 'FAILED', error: WITHDRAWN, nextAttemptAt: null });
}
