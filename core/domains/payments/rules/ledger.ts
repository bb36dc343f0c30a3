/** The books: an amount above zero goes from one account to another, so that all of them sum to zero whatever happens. */
import { shareOf } from '../../../base/money.ts';
import { type Account, type Balance, type EntryKind, entryKinds, type LedgerEntry, type MoneyAccount, type OrderStatus } from '../model.ts';

export type Movement = Pick<LedgerEntry, 'kind' | 'amountCents'>;

/** The two accounts of an entry: `money` is where it came in or went out, of a payment and of a refund alone. */
export function pairOf(kind: EntryKind, money?: MoneyAccount): { debit: Account; credit: Account } {
  const [debit, credit] = entryKinds[kind];
  return { debit: accountOf(debit, { kind, money }), credit: accountOf(credit, { kind, money }) };
}

function accountOf(account: Account | 'money', { kind, money }: { kind: EntryKind; money: MoneyAccount | undefined }): Account {
  if (account !== 'money') return account;
  if (money === undefined) throw new Error(`an entry of the kind ${kind} moves money, and names no account of it`);
  return money;
}

const sumOf = (entries: readonly Movement[], kind: EntryKind): number =>
  entries.reduce((sum, entry) => sum + (entry.kind === kind ? entry.amountCents : 0), 0);

/** What is owed, in the parts that the books keep apart: `charge − discount + tax`. The charge is without tax, before the discount. */
export interface Parts {
  readonly chargeCents: number;
  readonly taxCents: number;
  readonly discountCents: number;
}

/** What remains of what was charged, after all that was taken back. */
export function partsIn(entries: readonly Movement[]): Parts {
  return {
    chargeCents: sumOf(entries, 'charge') - sumOf(entries, 'reversal'),
    taxCents: sumOf(entries, 'tax') - sumOf(entries, 'taxReversal'),
    discountCents: sumOf(entries, 'discount') - sumOf(entries, 'discountReversal'),
  };
}

export const totalOfParts = ({ chargeCents, taxCents, discountCents }: Parts): number => chargeCents + taxCents - discountCents;

export interface Priced {
  readonly discountCents: number;
  /** all of it, whether it is in the prices or not */
  readonly taxCents: number;
  readonly totalCents: number;
}

export const partsOf = ({ discountCents, taxCents, totalCents }: Priced): Parts => ({
  chargeCents: totalCents - taxCents + discountCents,
  taxCents,
  discountCents,
});

/** As much of each part as makes `keepCents` of the whole, which is at most the whole. */
export function partsKept(parts: Parts, keepCents: number): Parts {
  const whole = totalOfParts(parts);
  if (whole === keepCents) return parts;
  const taxCents = shareOf(parts.taxCents, keepCents, whole);
  const discountCents = shareOf(parts.discountCents, keepCents, whole);
  return { chargeCents: keepCents - taxCents + discountCents, taxCents, discountCents };
}

const changesOf = {
  chargeCents: ['charge', 'reversal'],
  taxCents: ['tax', 'taxReversal'],
  discountCents: ['discount', 'discountReversal'],
} as const satisfies Record<keyof Parts, readonly [EntryKind, EntryKind]>;

/** The entries that lead from what is charged to what should be: none where it is so already. */
export function changesTo(from: Parts, to: Parts): Movement[] {
  const parts = Object.keys(changesOf) as (keyof Parts)[];
  return parts.flatMap((part) => {
    const [more, less] = changesOf[part];
    const amountCents = to[part] - from[part];
    return amountCents === 0 ? [] : [{ kind: amountCents > 0 ? more : less, amountCents: Math.abs(amountCents) }];
  });
}

/** A payment of a refund is one that its bank sent back: it was not given after all. */
type Posted = Movement & Partial<Pick<LedgerEntry, 'refundId'>>;

export function balanceOf(entries: readonly Posted[]): Balance {
  const totalCents = totalOfParts(partsIn(entries));
  const sentBackCents = sumOf(
    entries.filter(({ refundId = null }) => refundId !== null),
    'payment',
  );
  const paidCents = sumOf(entries, 'payment') - sentBackCents;
  const refundedCents = sumOf(entries, 'refund') - sentBackCents;
  const heldCents = sumOf(entries, 'hold') - sumOf(entries, 'release');
  return { totalCents, paidCents, refundedCents, heldCents, dueCents: totalCents - paidCents + refundedCents };
}

/** OPEN: something is owed by the customer. VOID: nothing is, and nothing was paid. REFUNDED: all that was paid went back. */
export function statusOf({ paidCents, refundedCents, dueCents }: Balance): OrderStatus {
  if (dueCents > 0) return 'OPEN';
  if (paidCents > refundedCents) return 'PAID';
  return paidCents > 0 ? 'REFUNDED' : 'VOID';
}

/** Debits less credits: what is in each account that anything moved in. They sum to zero. */
export function sumsOf(entries: readonly Pick<LedgerEntry, 'debit' | 'credit' | 'amountCents'>[]): Map<Account, number> {
  const sums = new Map<Account, number>();
  for (const { debit, credit, amountCents } of entries) {
    sums.set(debit, (sums.get(debit) ?? 0) + amountCents);
    sums.set(credit, (sums.get(credit) ?? 0) - amountCents);
  }
  return sums;
}
