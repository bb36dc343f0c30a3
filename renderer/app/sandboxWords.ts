import { DAY, HOUR, MINUTE } from '#core/base/time.ts';

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** `3 days ahead`, `1 day 2 hours ahead`; `as it is now` where the clock has not been moved. */
export function aheadText(aheadMs: number): string {
  const days = Math.floor(aheadMs / DAY);
  const hours = Math.floor((aheadMs % DAY) / HOUR);
  const minutes = Math.floor((aheadMs % HOUR) / MINUTE);
  const parts = [
    ...(days > 0 ? [counted(days, 'day')] : []),
    ...(hours > 0 ? [counted(hours, 'hour')] : []),
    ...(minutes > 0 && days === 0 ? [counted(minutes, 'minute')] : []),
  ];
  return parts.length === 0 ? 'as it is now' : `${parts.join(' ')} ahead`;
}
