import { AffectedNote } from './AffectedNote.tsx';
import classes from './availability.module.css';
import { impactLine } from './impact.ts';
import { shareWords } from './impactShares.ts';
import type { ImpactAnswer } from './useImpact.ts';

/** What a change would do, before it is saved: in a line, with the bookings where it leaves some outside. */
export function ImpactLine({ impact, share, looking }: ImpactAnswer) {
  const known = share === null ? '' : shareWords(share);
  if (impact !== null && impact.affected > 0) return <AffectedNote impact={impact} known={known} />;
  return (
    <p className={`num ${classes.impactLine}`} role="status">
      {looking
        ? 'Looking at what it changes …'
        : impact === null
          ? 'What it changes can’t be told here. Saving works all the same.'
          : `${known} ${impactLine(impact)}`.trim()}
    </p>
  );
}
