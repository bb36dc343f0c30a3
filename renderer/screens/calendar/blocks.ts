/** What closes time without being a booking: days off, and busy times of outside calendars. */

export interface Block {
  exceptionId: string;
  subjectId: string;
  subjectName: string;
  startsAt: number;
  endsAt: number;
  kind: 'BLOCK' | 'OPEN';
  reason: string | null;
}

export interface BusyTime {
  calendarId: string;
  /** empty where only managers may know it */
  calendarName: string;
  subjectId: string;
  subjectName: string;
  startsAt: number;
  endsAt: number;
}

/** Blocks of the same time and reason on several subjects are one to the eye. */
export interface MergedBlock {
  key: string;
  startsAt: number;
  endsAt: number;
  /** of an outside calendar, its name */
  reason: string | null;
  isOutside: boolean;
  subjectIds: string[];
  subjects: string;
  /** closes all that is looked at, and not one thing among several */
  whole: boolean;
}

type Shown = Pick<MergedBlock, 'startsAt' | 'endsAt' | 'reason' | 'isOutside'>;

function shownOf(block: Block | BusyTime): Shown {
  const { startsAt, endsAt } = block;
  if ('exceptionId' in block) return { startsAt, endsAt, reason: block.reason, isOutside: false };
  return { startsAt, endsAt, reason: block.calendarName || 'Outside calendar', isOutside: true };
}

/** `looked`: the offerings in view; a block on every one of them closes the day. */
export function mergeBlocks(blocks: readonly (Block | BusyTime)[], looked: readonly string[]): MergedBlock[] {
  const merged = new Map<string, { shown: Shown; subjectIds: string[]; names: string[] }>();
  for (const block of blocks) {
    const shown = shownOf(block);
    const key = `${shown.startsAt}/${shown.endsAt}/${shown.isOutside ? 'outside' : ''}/${shown.reason ?? ''}`;
    const entry = merged.get(key) ?? { shown, subjectIds: [], names: [] };
    entry.subjectIds.push(block.subjectId);
    entry.names.push(block.subjectName);
    merged.set(key, entry);
  }
  return [...merged].map(([key, { shown, subjectIds, names }]) => ({
    key,
    ...shown,
    subjectIds,
    whole: looked.length > 0 && looked.every((id) => subjectIds.includes(id)),
    subjects: names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(', '),
  }));
}

export function blockText({ reason, subjects, whole }: MergedBlock): string {
  return whole ? (reason ?? 'Closed') : `${reason ?? 'Blocked'} · ${subjects}`;
}

/** With what it is, where the text on it does not say. */
export const blockTitle = (block: MergedBlock): string =>
  block.isOutside ? `Busy in an outside calendar: ${blockText(block)}` : blockText(block);
