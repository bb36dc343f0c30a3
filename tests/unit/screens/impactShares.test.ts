import { describe, expect, it } from 'vitest';
import type { Impact } from '#core/domains/availability/model.ts';
import type { ImpactQuestion } from '../../../renderer/screens/availability/impact.ts';
import { AT_ONCE, sharesOf, shareWords } from '../../../renderer/screens/availability/impactShares.ts';

const one: Impact = { days: 90, opens: 0, closes: 2, bookings: [], affected: 0, holds: 0 };
const questions = (count: number): ImpactQuestion[] => Array.from({ length: count }, (_, i) => ({ subjectId: `off_${i}`, rules: [] }));

async function shares(count: number, askOne: (question: ImpactQuestion) => Promise<Impact>) {
  const found = [];
  for await (const share of sharesOf(questions(count), askOne)) found.push(share);
  return found;
}

describe('what many changes would do', () => {
  it('is asked a handful at a time, each once, and told with what was known before', async () => {
    const asked: string[] = [];
    let now = 0;
    let most = 0;
    const found = await shares(AT_ONCE * 2 + 1, async ({ subjectId }) => {
      asked.push(subjectId);
      most = Math.max(most, (now += 1));
      await Promise.resolve();
      now -= 1;
      return one;
    });
    expect(asked).toEqual(questions(AT_ONCE * 2 + 1).map(({ subjectId }) => subjectId));
    expect(most).toBe(AT_ONCE);
    expect(found.map(({ told, impact }) => [told, impact?.closes])).toEqual([
      [24, 48],
      [48, 96],
      [49, 98],
    ]);
    expect(found.map(shareWords)).toEqual(['24 of 49 changes are looked at so far.', '48 of 49 changes are looked at so far.', '']);
  });

  it('says of how many it can’t be told, and counts the others', async () => {
    const odd = ({ subjectId }: ImpactQuestion) => (subjectId === 'off_3' ? Promise.reject(new Error('gone')) : Promise.resolve(one));
    const [last] = await shares(5, odd);
    expect(last).toMatchObject({ told: 4, failed: 1, of: 5, impact: { closes: 8 } });
    expect(last && shareWords(last)).toBe('1 of 5 changes can’t be told and are not counted here.');
  });

  it('is not asked on and on where nothing answers', async () => {
    let asked = 0;
    const found = await shares(240, () => {
      asked += 1;
      return Promise.reject(new Error('no answer'));
    });
    expect(asked).toBe(AT_ONCE);
    expect(found).toEqual([{ impact: null, told: 0, failed: 240, of: 240 }]);
  });
});
