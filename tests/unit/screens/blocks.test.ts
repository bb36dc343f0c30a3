import { describe, expect, it } from 'vitest';
import { type Block, blockText, blockTitle, type BusyTime, mergeBlocks } from '../../../renderer/screens/calendar/blocks.ts';

const span = { startsAt: 10, endsAt: 20 };
const busy = (subjectId: string, calendarName: string): BusyTime => ({
  ...{ calendarId: `xcl_${calendarName}`, calendarName, subjectId, subjectName: subjectId, ...span },
});
const off = (subjectId: string, reason: string | null): Block => ({
  ...{ exceptionId: 'exc', subjectId, subjectName: subjectId, kind: 'BLOCK', reason, ...span },
});

describe('what closes time in the calendar', () => {
  it('is one to the eye where its time and reason are the same', () => {
    const [only, ...others] = mergeBlocks([off('Ann', 'Away'), off('Ben', 'Away'), off('Cas', 'Away')], ['Ann']);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ subjectIds: ['Ann', 'Ben', 'Cas'], subjects: 'Ann and 2 more', whole: true, isOutside: false });
  });

  it('of an outside calendar bears its name, and is no day off of that name', () => {
    const blocks = mergeBlocks([busy('Ann', 'Private'), off('Ann', 'Private'), busy('Ann', 'Airbnb')], ['Ann', 'Ben']);
    expect(blocks.map(({ isOutside, whole }) => [isOutside, whole])).toEqual([
      [true, false],
      [false, false],
      [true, false],
    ]);
    expect(blocks.map(blockText)).toEqual(['Private · Ann', 'Private · Ann', 'Airbnb · Ann']);
    expect(blocks.map(blockTitle)).toEqual([
      'Busy in an outside calendar: Private · Ann',
      'Private · Ann',
      'Busy in an outside calendar: Airbnb · Ann',
    ]);
  });

  it('has plain words where nobody gave a name, or who looks may not know it', () => {
    expect(mergeBlocks([busy('Ann', ''), off('Ann', null)], []).map(blockText)).toEqual(['Outside calendar · Ann', 'Blocked · Ann']);
    expect(mergeBlocks([busy('Ann', ''), off('Ann', null)], ['Ann']).map(blockText)).toEqual(['Outside calendar', 'Closed']);
  });
});
