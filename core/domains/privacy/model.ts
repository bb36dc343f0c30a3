import type { HistoryEntry } from '../bookings/model.ts';
import type { BookingRow } from '../bookings/store/bookings.ts';
import type { ItemRow } from '../bookings/store/bookings.ts';
import type { EvidenceRow } from '../bookings/store/evidence.ts';
import type { Customer } from '../customers/model.ts';
import type { disputeMessages } from '../disputes/tables.ts';
import type { DisputeRow } from '../disputes/store.ts';
import type { Mail } from '../notifications/model.ts';
import type { OrderSummary, Payment, Refund } from '../payments/model.ts';
import type { Subscription } from '../pricing/model.ts';
import type { redemptions } from '../promotions/tables.ts';
import type { WaitRow } from '../waitlist/store.ts';

type Plain<T> = Omit<T, 'tenantId' | 'rev'>;

/** All that is kept about one customer, times in epoch ms. */
export interface CustomerExport {
  exportedAt: number;
  customer: Customer;
  /** under which they were known before they were merged */
  formerIds: string[];
  bookings: (Plain<BookingRow> & { items: Plain<ItemRow>[]; history: HistoryEntry[] })[];
  orders: OrderSummary[];
  payments: Payment[];
  refunds: Refund[];
  subscriptions: Subscription[];
  redemptions: Plain<typeof redemptions.$inferSelect>[];
  waitlist: Omit<WaitRow, 'tenantId' | 'rev' | 'holdId' | 'passed'>[];
  /** what was written to them and when; letters are made as they are sent, and their texts are not kept */
  letters: Omit<Mail, 'error' | 'attemptCount' | 'nextAttemptAt'>[];
  /** `sha256` and `size` (bytes) are of the file, which is kept beside the database */
  evidence: (Plain<Omit<EvidenceRow, 'subjectId'>> & { bookingId: string; disputeId: string | null })[];
  disputes: (Plain<DisputeRow> & { messages: Plain<typeof disputeMessages.$inferSelect>[] })[];
}
