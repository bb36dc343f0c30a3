import type { Due } from '#core/domains/bookings/model.ts';
import badge from '../../components/StatusBadge.module.css';
import { statusColor } from '../../theme.ts';
import { markOf } from './words.ts';

/** What somebody should know of it at a glance; nothing where it goes its way. */
export function DueMark({ due }: { due: Pick<Due, 'trouble' | 'waived'> }) {
  const mark = markOf(due);
  if (mark === null) return null;
  const { text, tint, bar } = statusColor(mark.like);
  return (
    <span className={badge.badge} style={{ color: text, background: tint }}>
      <span className={badge.dot} style={{ background: bar }} aria-hidden />
      {mark.word}
    </span>
  );
}
