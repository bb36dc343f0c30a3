/** What a provider is to be asked, written in the transaction that wants it: a worker asks. Rows of the server alone. */
import { eq } from 'drizzle-orm';
import type { ProviderAction } from '../model.ts';
import { providerCalls } from '../tables.ts';
import type { World } from './orders.ts';

export interface Asking {
  readonly action: ProviderAction;
  readonly paymentId: string;
  readonly refundId?: string;
  readonly amountCents: number;
}

/** What waits to be asked already is not asked twice. */
export async function askProvider({ db, ctx }: World, { action, paymentId, refundId, amountCents }: Asking): Promise<void> {
  if (ctx.side !== 'server') return;
  const calls = await db.list(providerCalls, eq(providerCalls.paymentId, paymentId), eq(providerCalls.status, 'PENDING'));
  if (refundId === undefined && calls.some((call) => call.action === action)) return;
  await db.insert(providerCalls, {
    ...{ id: ctx.newId('pvc'), action, paymentId, refundId: refundId ?? null, amountCents, status: 'PENDING', attemptCount: 0 },
    ...{ firstAttemptAt: null, nextAttemptAt: ctx.serverNow, leasedUntil: null, error: null, createdAt: ctx.serverNow },
  });
}
