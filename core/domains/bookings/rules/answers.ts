import type { Json } from '../../../base/json.ts';
import { refuse } from '../../../base/refusal.ts';
import { LocalDate } from '../../../contracts/fields.ts';
import type { Answers, Question } from '../../catalog/model.ts';

type Answer = Answers[string];

/** What an answer should have been, or undefined where it is one. */
function wrongWith({ kind, options }: Question, answer: Answer): string | undefined {
  switch (kind) {
    case 'text':
      return typeof answer === 'string' ? undefined : 'text';
    case 'number':
      return typeof answer === 'number' ? undefined : 'a number';
    case 'yesNo':
      return typeof answer === 'boolean' ? undefined : 'true or false';
    case 'date':
      return LocalDate.safeParse(answer).success ? undefined : 'a date like 2026-05-12';
    case 'choice':
      return typeof answer === 'string' && options.includes(answer) ? undefined : `one of: ${options.join(', ')}`;
    case 'choices': {
      const isOk = Array.isArray(answer) && new Set(answer).size === answer.length && answer.every((one) => options.includes(one));
      return isOk ? undefined : `some of: ${options.join(', ')}`;
    }
  }
}

const isEmpty = (answer: Answer | undefined): boolean =>
  answer === undefined || (typeof answer === 'string' && answer.trim() === '') || (Array.isArray(answer) && answer.length === 0);

/**
 * Refuses `invalid_request` {issues: [{path: answers.<key>, expected}]} for an answer to no question, one of the wrong kind,
 * and, where `required` binds, one that is missing.
 */
export function mustAnswer(questions: readonly Question[], answers: Answers, { required }: { required: boolean }): void {
  const asked = new Map(questions.map((question) => [question.key, question]));
  const issues: Json[] = [];
  for (const [key, answer] of Object.entries(answers)) {
    const question = asked.get(key);
    const isLeftOut = isEmpty(answer) && question !== undefined && question.kind !== 'choice';
    const expected = question === undefined ? 'no such question' : isLeftOut ? undefined : wrongWith(question, answer);
    if (expected !== undefined) issues.push({ path: `answers.${key}`, expected });
  }
  if (required)
    for (const { key, label, required: binds } of questions)
      if (binds && isEmpty(answers[key])) issues.push({ path: `answers.${key}`, expected: `an answer to: ${label}` });
  if (issues.length > 0) refuse('invalid_request', { issues });
}
