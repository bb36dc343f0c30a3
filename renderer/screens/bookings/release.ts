import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { runCommand } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';

/** Of what is held, to whatever it would be otherwise. A refusal is said, not thrown. */
export async function release({ id, customerName }: Pick<BookingSummary, 'id' | 'customerName'>): Promise<boolean> {
  try {
    await runCommand('bookings.release', { bookingId: id });
    toast.ok(`${customerName}'s booking is released.`);
    return true;
  } catch (error) {
    toast.problem(error);
    return false;
  }
}
