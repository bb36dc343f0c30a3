/** Many questions of what would change, asked a handful at a time: each handful's answers are told with those before them. */
import type { Impact } from '#core/domains/availability/model.ts';
import { type ImpactQuestion, merged } from './impact.ts';

export interface ImpactShare {
  /** of those that were answered; null where none was */
  impact: Impact | null;
  /** questions that were answered, that can't be, and all */
  told: number;
  failed: number;
  of: number;
}

/** Others wait for their answers too. */
export const AT_ONCE = 24;

/** A handful of which none is answered is the last: whatever keeps those, the others would only wait for it too. */
export async function* sharesOf(
  questions: readonly ImpactQuestion[],
  askOne: (question: ImpactQuestion) => Promise<Impact>,
): AsyncGenerator<ImpactShare, void> {
  const of = questions.length;
  const impacts: Impact[] = [];
  let failed = 0;
  for (let first = 0; first < of; first += AT_ONCE) {
    const answers = await Promise.allSettled(questions.slice(first, first + AT_ONCE).map(askOne));
    const found = answers.filter((answer) => answer.status === 'fulfilled').map(({ value }) => value);
    impacts.push(...found);
    failed = found.length === 0 ? of - impacts.length : failed + answers.length - found.length;
    yield { impact: merged(impacts), told: impacts.length, failed, of };
    if (found.length === 0) return;
  }
}

export const isWhole = ({ told, failed, of }: ImpactShare): boolean => told + failed === of;

/** `48 of 240 changes are looked at so far.`, `3 of 240 changes can't be told and are not counted here.`; empty where all are. */
export function shareWords(share: ImpactShare): string {
  const { told, failed, of } = share;
  if (!isWhole(share)) return `${told.toLocaleString()} of ${of.toLocaleString()} changes are looked at so far.`;
  return failed === 0 ? '' : `${failed.toLocaleString()} of ${of.toLocaleString()} changes can’t be told and are not counted here.`;
}
