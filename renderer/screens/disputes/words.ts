/** How the console speaks of disputes. */
import { formatMoney } from '#core/base/money.ts';
import type { Dispute, DisputeResolution, DisputeSide, DisputeSummary } from '#core/domains/disputes/model.ts';

type Standing = Pick<DisputeSummary, 'status' | 'awaits' | 'resolution'>;

/** What a dispute stands at, in a word or two, and the colour that such states have elsewhere. */
export function stateOf({ status, awaits, resolution }: Standing): { word: string; like: string } {
  if (status === 'WITHDRAWN') return { word: 'Taken back', like: 'CANCELLED' };
  if (status === 'RESOLVED')
    return resolution?.outcome === 'refund' ? { word: 'Refunded', like: 'REFUNDED' } : { word: 'Payment kept', like: 'COMPLETED' };
  return awaits === 'business' ? { word: 'Your turn', like: 'HELD' } : { word: 'Their turn', like: 'CHECKED_IN' };
}

interface ViewWords {
  name: string;
  /** of the state that it shows, where it shows one */
  like?: string;
  /** what `disputes.list` is asked */
  asks: { status?: DisputeSummary['status'][]; awaits?: DisputeSide };
  empty: string;
}

export const views = {
  open: {
    name: 'Open',
    asks: { status: ['OPEN'] },
    empty: 'No dispute is open. Where something went wrong, customers can say so on their booking’s page.',
  },
  yours: { name: 'Your turn', like: 'HELD', asks: { status: ['OPEN'], awaits: 'business' }, empty: 'Nobody waits for an answer from you.' },
  theirs: {
    name: 'Their turn',
    like: 'CHECKED_IN',
    asks: { status: ['OPEN'], awaits: 'customer' },
    empty: 'You wait for nobody’s answer.',
  },
  resolved: { name: 'Resolved', like: 'COMPLETED', asks: { status: ['RESOLVED'] }, empty: 'No dispute has been resolved yet.' },
  withdrawn: { name: 'Taken back', like: 'CANCELLED', asks: { status: ['WITHDRAWN'] }, empty: 'No dispute was taken back.' },
  all: {
    name: 'All',
    asks: {},
    empty: 'There was no dispute so far. Where something went wrong, customers can say so on their booking’s page.',
  },
} as const satisfies Record<string, ViewWords>;
export type View = keyof typeof views;
export const viewNames = Object.keys(views) as View[];
export const viewOf = (show: string | undefined): View => viewNames.find((name) => name === show) ?? 'open';

export interface Counts {
  readonly open: number;
  /** of those, for the business */
  readonly waiting: number;
}

/** `3 open, 1 waits for you` */
export function countWords({ open, waiting }: Counts): string {
  if (open === 0) return 'None open';
  if (waiting === 0) return `${open} open`;
  return `${open} open, ${waiting} ${waiting === 1 ? 'waits' : 'wait'} for you`;
}

export const sideWords: Record<DisputeSide, string> = { customer: 'Customer', business: 'Business' };

/** What was decided, as a sentence. */
export function decisionWords({ outcome, refundCents }: Pick<DisputeResolution, 'outcome' | 'refundCents'>, currency: string): string {
  return outcome === 'refund' ? `${formatMoney(refundCents, { currency })} is given back.` : 'The payment is kept.';
}

/** Who took it back: nobody else may. */
export const withdrawnWords = ({ openedBy, openedByName }: Pick<Dispute, 'openedBy' | 'openedByName'>): string =>
  `${openedByName || (openedBy === 'customer' ? 'The customer' : 'The business')} took it back.`;
