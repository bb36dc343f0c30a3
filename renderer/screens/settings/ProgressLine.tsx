import { Progress } from '@mantine/core';
import type { Share } from '../../bridge/data.ts';
import classes from './data.module.css';

interface Props {
  /** what is going on */
  label: string;
  /** null: not known yet */
  share: Share | null;
  /** `4,200 of 9,000 rows` */
  figures: string;
}

export function ProgressLine({ label, share, figures }: Props) {
  const percent = share && share.total > 0 ? Math.min(100, (100 * share.done) / share.total) : 0;
  return (
    <div role="status">
      <Progress size={4} value={share === null ? 100 : percent} animated={share === null} aria-label={label} />
      <div className={`${classes.figures} num`}>
        <span>{label}</span>
        <span>{figures}</span>
      </div>
    </div>
  );
}
