import { describe, expect, test } from 'vitest';
import type { BookingDetail, BookingMove } from '#core/domains/bookings/model.ts';
import type { DisputeResolution } from '#core/domains/disputes/model.ts';
import { sentenceOf } from '../../../renderer/bridge/sentences.ts';
import { whatWasTried } from '../../../renderer/screens/attention/words.ts';
import { sentenceOfEvent } from '../../../renderer/screens/bookings/history.ts';
import { backSentence, refundChoice } from '../../../renderer/screens/disputes/resolving.ts';
import { countWords, decisionWords, stateOf, viewOf, views, withdrawnWords } from '../../../renderer/screens/disputes/words.ts';

const decided = (outcome: DisputeResolution['outcome'], refundCents = 0): DisputeResolution => ({
  ...{ outcome, refundCents, note: 'The heating is mended.', by: 'Mara', at: 0 },
});

describe('a dispute in words', () => {
  test('stands at one of five states', () => {
    const open = { status: 'OPEN', resolution: null } as const;
    const resolved = { status: 'RESOLVED', awaits: null } as const;
    expect([
      stateOf({ ...open, awaits: 'business' }),
      stateOf({ ...open, awaits: 'customer' }),
      stateOf({ ...resolved, resolution: decided('refund', 1) }),
      stateOf({ ...resolved, resolution: decided('keep') }),
      stateOf({ status: 'WITHDRAWN', awaits: null, resolution: null }),
    ]).toMatchObject([
      { word: 'Your turn', like: 'HELD' },
      { word: 'Their turn', like: 'CHECKED_IN' },
      { word: 'Refunded' },
      { word: 'Payment kept' },
      { word: 'Taken back' },
    ]);
  });

  test.each([
    [{ open: 0, waiting: 0 }, 'None open'],
    [{ open: 2, waiting: 0 }, '2 open'],
    [{ open: 2, waiting: 1 }, '2 open, 1 waits for you'],
    [{ open: 3, waiting: 2 }, '3 open, 2 wait for you'],
  ])('counts what is open and what waits, %j', (counts, words) => expect(countWords(counts)).toBe(words));

  test('tells the decision in its currency, and who took it back', () => {
    expect(decisionWords(decided('refund', 1_234), 'KWD').replaceAll(/\s/g, ' ')).toBe('KWD 1.234 is given back.');
    expect(decisionWords(decided('refund', 1_234), 'JPY')).toMatch(/¥1,234 is given back\.$/);
    expect(decisionWords(decided('keep'), 'EUR')).toBe('The payment is kept.');
    expect(withdrawnWords({ openedBy: 'customer', openedByName: 'Ada' })).toBe('Ada took it back.');
    expect(withdrawnWords({ openedBy: 'customer', openedByName: '' })).toBe('The customer took it back.');
  });

  test('an address that names no view shows what is open', () => {
    expect([viewOf('yours'), viewOf(undefined), viewOf('constructor'), viewOf('nonsense')]).toEqual(['yours', 'open', 'open', 'open']);
    expect(views.yours.asks).toEqual({ status: ['OPEN'], awaits: 'business' });
  });
});

const sum = { currency: 'EUR' };

test.each([
  ['dispute.opened', { reason: 'Too cold' }, 'Dispute opened: “Too cold”'],
  ['dispute.opened', { reason: 'Cold. '.repeat(100) }, `Dispute opened: “${'Cold. '.repeat(27).slice(0, 160).trimEnd()}…”`],
  ['dispute.message', { text: 'We are sorry' }, 'In the dispute: “We are sorry”'],
  ['dispute.resolved', { outcome: 'refund', refundCents: 2_000, ...sum }, 'Dispute resolved, money given back: €20.00'],
  ['dispute.resolved', { outcome: 'keep', refundCents: 0, ...sum }, 'Dispute resolved, the payment is kept'],
  ['dispute.withdrawn', { by: 'customer' }, 'Dispute taken back'],
])('%s is told in the history of its booking', (name, data, sentence) => {
  expect(sentenceOfEvent({ name, data, actorKind: 'member' }, 'UTC')).toBe(sentence);
});

test.each([
  ['invalid_transition', { kind: 'dispute', status: 'RESOLVED', move: 'reply' }, /^The dispute is resolved by now/],
  ['invalid_transition', { kind: 'dispute', status: 'WITHDRAWN', move: 'resolve' }, /^The dispute was taken back/],
  ['invalid_transition', { status: 'PENDING', move: 'dispute' }, /never confirmed/],
  ['already_exists', { kind: 'dispute', id: 'dsp_1' }, /open already/],
  ['in_use', { kind: 'message', count: 200 }, /no room for more/],
  ['in_use', { kind: 'dispute', count: 20 }, /so many disputes/],
])('%s %j is refused in the dispute’s words', (code, facts, words) => {
  expect(sentenceOf({ code, facts })).toMatch(words);
});

test('what the server refused of one is told with its customer, or without', () => {
  const told = (name: string, known = {}) => whatWasTried({ name, input: { disputeId: 'dsp_1', text: 'Hello' } }, known);
  expect(told('disputes.reply', { who: 'Ada' })).toBe('Reply to Ada in a dispute');
  expect(told('disputes.resolve')).toBe('Resolving the dispute of a customer');
});

interface Given {
  paidCents?: number;
  refundedCents?: number;
  provider?: string;
  moves?: BookingMove[];
  status?: BookingDetail['status'];
}

function booked({ paidCents = 0, refundedCents = 0, provider = 'stripe', moves = ['refund'], status = 'COMPLETED' }: Given): BookingDetail {
  const order = { totalCents: 5_000, paidCents, refundedCents, heldCents: 0, dueCents: 5_000 - paidCents };
  const payments = [{ id: 'pay_1', provider, capturedCents: paidCents }];
  const refunds = refundedCents > 0 ? [{ paymentId: 'pay_1', amountCents: refundedCents, status: 'DONE' }] : [];
  return { totalCents: 5_000, currency: 'EUR', status, moves, order, payments, refunds } as unknown as BookingDetail;
}

describe('what a decision may give back', () => {
  test('is what was paid and has not gone back, by the way that it came', () => {
    const half = booked({ paidCents: 5_000, refundedCents: 2_000 });
    expect(refundChoice(half)).toEqual({ most: 3_000, why: null });
    expect(backSentence(3_000, half)).toBe('€30.00 goes back to the card.');
    expect(backSentence(500, booked({ paidCents: 5_000, provider: 'desk' }))).toBe('€5.00 is to be handed back.');
  });

  test('is not said of an amount that can’t be', () => {
    const paid = booked({ paidCents: 5_000 });
    expect([backSentence(5_001, paid), backSentence(0, paid), backSentence(Number.NaN, paid)]).toEqual(['', '', '']);
  });

  test.each([
    [{}, 'Nothing was paid.'],
    [{ paidCents: 5_000, refundedCents: 5_000 }, 'What was paid has gone back already.'],
    [
      { paidCents: 5_000, moves: ['cancel', 'complete'], status: 'CONFIRMED' },
      'The booking is confirmed: cancel or complete it first, and money can go back.',
    ],
    [
      { paidCents: 5_000, moves: ['complete'], status: 'CHECKED_IN' },
      'The booking is checked in: complete it first, and money can go back.',
    ],
    [{ paidCents: 5_000, moves: [], status: 'PENDING' }, 'The booking is pending: no money can go back now.'],
  ] satisfies [Given, string][])('is nothing where %j, with the reason', (given, why) => {
    expect(refundChoice(booked(given))).toEqual({ most: 0, why });
  });

  test('is nothing of a booking that is free', () => {
    expect(refundChoice({ ...booked({}), order: null }).why).toBe('Nothing was paid.');
  });
});
