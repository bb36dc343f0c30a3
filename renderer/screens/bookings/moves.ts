import { IconArrowBackUp, IconCheck, IconDoorEnter, IconFlagCheck, IconUserOff, IconX, type Icon } from '@tabler/icons-react';
import type { BookingMove, BookingSummary } from '#core/domains/bookings/model.ts';
import { runCommand } from '../../bridge/ask.ts';
import { type BridgeFailure, failureOf } from '../../bridge/failure.ts';
import { toast } from '../../components/toasts.ts';

/** Moves that a click makes. Expiry is the clock's; a refund needs the till. */
export type DeskMove = Exclude<BookingMove, 'expire' | 'refund'>;

interface Deed {
  label: string;
  icon: Icon;
  command: string;
  /** said afterwards, of the customer */
  done: (name: string) => string;
  /** said afterwards, of many */
  doneMany: string;
  /** the move that takes it back */
  undo?: DeskMove;
}

export const deeds: Record<DeskMove, Deed> = {
  approve: {
    label: 'Approve',
    icon: IconCheck,
    command: 'bookings.approve',
    done: (name) => `${name} is confirmed.`,
    doneMany: 'approved',
  },
  checkIn: {
    label: 'Check in',
    icon: IconDoorEnter,
    command: 'bookings.checkIn',
    done: (name) => `${name} is checked in.`,
    doneMany: 'checked in',
  },
  complete: {
    label: 'Complete',
    icon: IconFlagCheck,
    command: 'bookings.complete',
    done: (name) => `${name}'s visit is complete.`,
    doneMany: 'completed',
  },
  noShow: {
    label: 'No-show',
    icon: IconUserOff,
    command: 'bookings.noShow',
    done: (name) => `${name} is marked as a no-show.`,
    doneMany: 'marked as no-shows',
    undo: 'undoNoShow',
  },
  undoNoShow: {
    label: 'Undo no-show',
    icon: IconArrowBackUp,
    command: 'bookings.undoNoShow',
    done: (name) => `${name} is no longer a no-show.`,
    doneMany: 'taken back',
  },
  decline: {
    label: 'Decline',
    icon: IconX,
    command: 'bookings.decline',
    done: (name) => `${name}'s request is declined.`,
    doneMany: 'declined',
  },
  cancel: {
    label: 'Cancel',
    icon: IconX,
    command: 'bookings.cancel',
    done: (name) => `${name}'s booking is cancelled.`,
    doneMany: 'cancelled',
  },
};

/** What comes next for most: the one button that is filled. */
const usual: readonly DeskMove[] = ['approve', 'checkIn', 'complete', 'undoNoShow'];

type Movable = Pick<BookingSummary, 'id' | 'moves' | 'customerName'>;

const NEAR_MS = 12 * 3_600_000;

/** Nobody checks in next week's guests: what the rules allow, but the day doesn't call for yet. */
export const isEarly = ({ startsAt }: Pick<BookingSummary, 'startsAt'>, which: DeskMove, now: number): boolean =>
  which === 'checkIn' && startsAt > now + NEAR_MS;

export const may = ({ moves }: Movable, move: DeskMove): boolean => moves.includes(move);
export const usualMove = (booking: Movable): DeskMove | undefined => usual.find((move) => may(booking, move));

/** Makes a move and says so, with the way back where the state machine has one. A refusal is said, not thrown. */
export async function move(booking: Movable, which: DeskMove, extra: Record<string, unknown> = {}): Promise<boolean> {
  const { command, done, undo } = deeds[which];
  try {
    await runCommand(command, { bookingId: booking.id, ...extra });
    toast.ok(done(booking.customerName), undo ? { undo: () => void move(booking, undo) } : {});
    return true;
  } catch (error) {
    toast.problem(error);
    return false;
  }
}

/** An approval whose time is somebody else's by now is answered, not said: whoever asks shows where else it could go. */
export async function approve(booking: Movable): Promise<BridgeFailure | null> {
  try {
    await runCommand(deeds.approve.command, { bookingId: booking.id });
    toast.ok(deeds.approve.done(booking.customerName));
    return null;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'booking_conflict') return failure;
    toast.problem(error);
    return null;
  }
}

/** The same move for many, one after the other, as the local database takes them. Tells how many went and which were refused. */
export async function moveMany(
  bookings: readonly Movable[],
  which: DeskMove,
  { extra = {}, onProgress }: { extra?: Record<string, unknown>; onProgress?: (done: number) => void } = {},
): Promise<void> {
  const { command, doneMany, undo } = deeds[which];
  const gone: Movable[] = [];
  let problem: unknown;
  for (const [i, booking] of bookings.entries()) {
    try {
      await runCommand(command, { bookingId: booking.id, ...extra });
      gone.push(booking);
    } catch (error) {
      problem = error;
    }
    onProgress?.(i + 1);
  }
  const said = gone.length === bookings.length ? `${gone.length} ${doneMany}.` : `${gone.length} of ${bookings.length} ${doneMany}.`;
  if (gone.length > 0) toast.ok(said, undo ? { undo: () => void moveMany(gone, undo) } : {});
  if (problem !== undefined) toast.problem(problem);
}
