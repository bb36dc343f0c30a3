import { statusColor } from '../theme.ts';
import classes from './StatusBadge.module.css';

const words: Record<string, string> = {
  PENDING: 'Pending',
  CONFIRMED: 'Confirmed',
  CHECKED_IN: 'Checked in',
  COMPLETED: 'Completed',
  CANCELLED: 'Cancelled',
  NO_SHOW: 'No-show',
  REFUNDED: 'Refunded',
  HELD: 'Held for review',
};

export const statusWord = (status: string): string =>
  words[status] ?? status.charAt(0) + status.slice(1).toLowerCase().replaceAll('_', ' ');

/** A status always shows its word; the colour alone never speaks. */
export function StatusBadge({ status }: { status: string }) {
  const { text, tint, bar } = statusColor(status);
  return (
    <span className={classes.badge} style={{ color: text, background: tint }} data-status={status}>
      <span className={classes.dot} style={{ background: bar }} aria-hidden />
      {statusWord(status)}
    </span>
  );
}
