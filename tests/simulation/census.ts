/** How often each kind of trouble came: a simulation in which nothing goes wrong proves nothing. */

/** What goes wrong on the wire. */
const wire = [
  'a request lost',
  'an answer lost',
  'an answer broken off',
  'a request delivered twice',
  'a request late',
  'requests out of order',
  'a line cut',
  'a line cut for half an hour',
  'a live line lost',
  'busy: 429',
  'busy: 503',
  'a proxy’s 500',
] as const;

/** What becomes of computers, and of the people before them. */
const computers = [
  'a clock set wrong',
  'a laptop asleep',
  'a night',
  'a rush',
  'a gallery exchanged',
  'a desktop closed and opened',
  'a desktop signed out and in again',
  'a new desktop',
  'a profile copied',
  'an older profile put back',
  'an older app',
  'an older app updated',
  'a newer app',
  'an app that is sent what it does not know',
  'a refusal put away',
  'a role changed',
  'a member deactivated',
  'a member come back',
  'a server stopped and started',
  'a server restored from a backup',
  'a server restored at once',
  'a desktop disk full',
  'a desktop statement failed',
  'a server disk full',
  'a server statement failed',
  'a command that breaks the server',
] as const;

/** What the server says no to, or says again. */
const conflicts = [
  'refused: booking_conflict',
  'refused: edit_conflict',
  'refused: invalid_transition',
  'refused: forbidden',
  'refused: invalid_request',
  'refused: coupon_invalid',
  'refused: history_unknown',
  'refused: sequence_gap',
  'refused: device_copied',
  'refused: upgrade_required',
  'refused: idempotency_conflict',
  'an idempotent answer given again',
  'twins in flight',
  'a slot held',
  'a place offered',
  'an offer accepted',
  'an expired hold booked all the same',
  'refused: hold_expired',
  'a coupon redeemed',
  'a redemption given back',
  'a manage link cancelled',
  'a manage link moved',
  'a commit of several writes',
  'a pull of several pages',
  'a first sync taken up again',
] as const;

const deliveries = [
  'an event delivered',
  'an event delivered twice',
  'an endpoint failed',
  'an endpoint hung',
  'an endpoint out of reach',
] as const;

const crashes = [
  'server inside a command',
  'server before the commit of a command',
  'server after the commit of a command',
  'server between commit and answer',
  'server inside a pull page',
  'server inside a first sync',
  'server before the commit of a delivery',
  'server after the commit of a delivery',
  'desktop before the commit of a command',
  'desktop after the commit of a command',
  'desktop inside a rebase',
  'desktop before the commit of a rebase',
  'desktop after the commit of a rebase',
  'desktop between push and pull',
  'desktop inside a pull',
  'desktop inside a first sync',
  'desktop inside a renumbering',
] as const;

export type CrashPoint = (typeof crashes)[number];
export const crashPoints: readonly CrashPoint[] = crashes;

export const kinds = [...wire, ...computers, ...conflicts, ...deliveries, ...crashes.map((point) => `crash: ${point}` as const)] as const;
export type Kind = (typeof kinds)[number];

export type Counts = Readonly<Record<Kind, number>>;

export interface Census {
  count(kind: Kind): void;
  /** The server said no; codes that nobody waits for are not counted. */
  refused(code: string): void;
  counts(): Counts;
}

export function census(): Census {
  const counted = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
  const count = (kind: Kind): void => void (counted[kind] += 1);
  return {
    count,
    refused(code) {
      const kind = `refused: ${code}`;
      if (isKind(kind)) count(kind);
    },
    counts: () => counted,
  };
}

const isKind = (text: string): text is Kind => (kinds as readonly string[]).includes(text);

export function sumOf(all: readonly Counts[]): Counts {
  return Object.fromEntries(kinds.map((kind) => [kind, all.reduce((sum, counts) => sum + counts[kind], 0)])) as Counts;
}

export const neverCame = (counts: Counts): Kind[] => kinds.filter((kind) => counts[kind] === 0);
