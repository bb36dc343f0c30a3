import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EntryKind, entryKinds, moneyAccounts } from '#core/domains/payments/model.ts';
import {
  balanceOf,
  changesTo,
  type Movement,
  pairOf,
  partsIn,
  partsKept,
  partsOf,
  statusOf,
  sumsOf,
  totalOfParts,
} from '#core/domains/payments/rules/ledger.ts';
import { refundableOf, settle, spread } from '#core/base/settlement.ts';

const kinds = Object.keys(entryKinds) as EntryKind[];
const cents = fc.oneof(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 1, max: 1_000_000_000_000 }));
const some = fc.oneof(fc.constant(0), cents);

const entry = fc.record({ kind: fc.constantFrom(...kinds), money: fc.constantFrom(...moneyAccounts), amountCents: cents });
const written = fc.array(entry, { maxLength: 40 }).map((entries) => entries.map((made) => ({ ...made, ...pairOf(made.kind, made.money) })));

/** Prices as totals come about: tax of what is left after the discount, in the price or added to it. */
const priced = fc
  .record({ subtotalCents: some, share: fc.nat(100), taxBps: fc.nat(10_000), included: fc.boolean() })
  .map(({ subtotalCents, share, taxBps, included }) => {
    const discountCents = Math.floor((subtotalCents * share) / 100);
    const net = subtotalCents - discountCents;
    const taxCents = Math.floor((net / (included ? 10_000 + taxBps : 10_000)) * taxBps);
    return { discountCents, taxCents, totalCents: included ? net : net + taxCents };
  });

describe('the ledger', () => {
  test('sums to zero over its accounts, whatever was written', () => {
    fc.assert(
      fc.property(written, (entries) => {
        const sums = [...sumsOf(entries).values()];
        expect(sums.reduce((sum, cents) => sum + cents, 0)).toBe(0);
        for (const { debit, credit } of entries) expect(debit).not.toBe(credit);
      }),
    );
  });

  test('says the same balance by its kinds as by its accounts', () => {
    fc.assert(
      fc.property(written, (entries) => {
        const sums = sumsOf(entries);
        const { totalCents, paidCents, refundedCents, heldCents, dueCents } = balanceOf(entries);
        const inAccount = (account: Parameters<typeof sums.get>[0]) => sums.get(account) ?? 0;
        expect(dueCents).toBe(inAccount('receivable'));
        expect(heldCents).toBe(inAccount('held'));
        expect(heldCents + inAccount('deposits')).toBe(0);
        const atBank = moneyAccounts.reduce((sum, account) => sum + inAccount(account), 0);
        expect(paidCents - refundedCents).toBe(atBank + inAccount('fees'));
        expect(totalCents + inAccount('revenue') + inAccount('tax') + inAccount('discounts')).toBe(0);
      }),
    );
  });

  test('an entry of money names the account that it came to', () => {
    expect(pairOf('payment', 'cash')).toEqual({ debit: 'cash', credit: 'receivable' });
    expect(() => pairOf('refund')).toThrow('names no account');
  });

  test('an order is paid, refunded or void exactly where nothing is owed any more', () => {
    const status = (...entries: [EntryKind, number][]) =>
      statusOf(balanceOf(entries.map(([kind, amountCents]): Movement => ({ kind, amountCents }))));
    expect(status(['charge', 100])).toBe('OPEN');
    expect(status(['charge', 100], ['hold', 100])).toBe('OPEN');
    expect(status(['charge', 100], ['payment', 99])).toBe('OPEN');
    expect(status(['charge', 100], ['payment', 100])).toBe('PAID');
    expect(status(['charge', 100], ['payment', 100], ['reversal', 100])).toBe('PAID');
    expect(status(['charge', 100], ['payment', 100], ['reversal', 100], ['refund', 100])).toBe('REFUNDED');
    expect(status(['charge', 100], ['reversal', 100])).toBe('VOID');
  });
});

describe('what is charged', () => {
  test('is its parts, and another price leads there by what differs alone', () => {
    fc.assert(
      fc.property(priced, priced, (before, after) => {
        const charged = changesTo(partsIn([]), partsOf(before));
        expect(totalOfParts(partsOf(before))).toBe(before.totalCents);
        const moved = [...charged, ...changesTo(partsIn(charged), partsOf(after))];
        expect(partsIn(moved)).toEqual(partsOf(after));
        expect(balanceOf(moved).dueCents).toBe(after.totalCents);
        for (const { amountCents } of moved) expect(amountCents).toBeGreaterThan(0);
      }),
    );
  });

  test('is kept in part: every part shrinks, and together they are what is kept', () => {
    fc.assert(
      fc.property(priced, fc.nat(100), (price, share) => {
        const parts = partsOf(price);
        const keepCents = Math.floor((price.totalCents * share) / 100);
        const kept = partsKept(parts, keepCents);
        expect(totalOfParts(kept)).toBe(price.totalCents === 0 ? 0 : keepCents);
        for (const part of ['chargeCents', 'taxCents', 'discountCents'] as const) {
          expect(kept[part]).toBeGreaterThanOrEqual(0);
          expect(kept[part]).toBeLessThanOrEqual(parts[part]);
        }
      }),
    );
  });
});

describe('a settlement', () => {
  const standing = fc.record({ totalCents: some, paidCents: some, heldCents: some, cardCents: some, keepCents: some });

  test('takes at most what is held and was to be held, refunds at most what was paid, and leaves nobody owing', () => {
    fc.assert(
      fc.property(standing, (facts) => {
        const { captureCents, releaseCents, chargeCents, refundCents, reverseCents } = settle(facts);
        for (const amount of [captureCents, releaseCents, chargeCents, refundCents, reverseCents]) expect(amount).toBeGreaterThanOrEqual(0);
        expect(chargeCents).toBeLessThanOrEqual(facts.cardCents);
        expect(chargeCents === 0 || releaseCents === 0).toBe(true);
        expect(captureCents + releaseCents).toBe(facts.heldCents);
        expect(refundCents).toBeLessThanOrEqual(facts.paidCents);
        const kept = facts.paidCents + captureCents + chargeCents - refundCents;
        expect(kept).toBe(facts.totalCents - reverseCents);
        expect(kept).toBeLessThanOrEqual(facts.keepCents);
        expect(captureCents + chargeCents === 0 || refundCents === 0).toBe(true);
      }),
    );
  });

  test('keeps what policy lets it keep where so much was paid or is held', () => {
    const nothing = { paidCents: 0, heldCents: 0, cardCents: 0 };
    expect(settle({ ...nothing, totalCents: 100, paidCents: 100, keepCents: 30 })).toEqual({
      ...{ captureCents: 0, releaseCents: 0, chargeCents: 0, refundCents: 70, reverseCents: 70 },
    });
    expect(settle({ ...nothing, totalCents: 100, heldCents: 20, keepCents: 50 })).toEqual({
      ...{ captureCents: 20, releaseCents: 0, chargeCents: 0, refundCents: 0, reverseCents: 80 },
    });
    expect(settle({ totalCents: 100, paidCents: 10, heldCents: 10, cardCents: 20, keepCents: 30 })).toEqual({
      ...{ captureCents: 10, releaseCents: 0, chargeCents: 10, refundCents: 0, reverseCents: 70 },
    });
    expect(settle({ ...nothing, totalCents: 100, keepCents: 100 })).toMatchObject({ reverseCents: 100 });
  });

  test('is spread in order, as far as each goes', () => {
    fc.assert(
      fc.property(cents, fc.array(some, { maxLength: 6 }), (amount, most) => {
        const shares = spread(
          amount,
          most.map((amountCents, i) => ({ id: String(i), amountCents })),
        );
        const sum = shares.reduce((total, { amountCents }) => total + amountCents, 0);
        expect(sum).toBe(
          Math.min(
            amount,
            most.reduce((total, cents) => total + cents, 0),
          ),
        );
        for (const { id, amountCents } of shares) expect(amountCents).toBeLessThanOrEqual(most[Number(id)] ?? 0);
      }),
    );
  });

  test('what is on its way back counts as gone, what failed does not', () => {
    const refund = (amountCents: number, status: 'PENDING' | 'DONE' | 'FAILED') => ({ paymentId: 'a', amountCents, status });
    const refunds = [refund(10, 'PENDING'), refund(20, 'DONE'), refund(40, 'FAILED'), { ...refund(50, 'DONE'), paymentId: 'b' }];
    expect(refundableOf({ id: 'a', capturedCents: 100 }, refunds)).toBe(70);
  });
});
