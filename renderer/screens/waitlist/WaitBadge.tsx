import type { WaitStatus } from '#core/domains/waitlist/model.ts';
import badge from '../../components/StatusBadge.module.css';
import { statusColor } from '../../theme.ts';
import { likeStatus, statusWords } from './words.ts';

export function WaitBadge({ status }: { status: WaitStatus }) {
  const { text, tint, bar } = statusColor(likeStatus[status]);
  return (
    <span className={badge.badge} style={{ color: text, background: tint }}>
      <span className={badge.dot} style={{ background: bar }} aria-hidden />
      {statusWords[status]}
    </span>
  );
}
