import type { DisputeSummary } from '#core/domains/disputes/model.ts';
import badge from '../../components/StatusBadge.module.css';
import { statusColor } from '../../theme.ts';
import { stateOf } from './words.ts';

export function DisputeBadge({ dispute }: { dispute: Pick<DisputeSummary, 'status' | 'awaits' | 'resolution'> }) {
  const { word, like } = stateOf(dispute);
  const { text, tint, bar } = statusColor(like);
  return (
    <span className={badge.badge} style={{ color: text, background: tint }}>
      <span className={badge.dot} style={{ background: bar }} aria-hidden />
      {word}
    </span>
  );
}
