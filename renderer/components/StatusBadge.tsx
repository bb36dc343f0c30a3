import { statusColor } from '../theme.ts';
import classes from './StatusBadge.module.css';
import { statusWord } from './statusWords.ts';

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
