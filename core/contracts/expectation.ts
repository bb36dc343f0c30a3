/** What was expected of a field that is wrong, in words that stand after "expected": one form for every door. */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  nonoptional: 'a value',
};

const formats: Readonly<Record<string, string>> = {
  email: 'an email address like name@example.com',
  url: 'an address like https://example.com/',
  date: 'a date like 2026-05-12',
  datetime: 'an instant like 2026-05-12T15:00:00Z',
};

/** Zod's own, said by none of our schemas. */
const isUsual = ({ message }: Issue): boolean => /^(Invalid |Too (small|big):)/.test(message) || message === 'Invalid input';

export function expectedOf(issue: Issue): string {
  return (isUsual(issue) ? usualOf(issue) : undefined) ?? issue.message.replace(/^(Invalid input: )?expected /, '');
}

function usualOf(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected];
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return formats[issue.format];
    case 'too_small':
      return bounded(issue, { limit: issue.minimum, word: issue.inclusive === false ? 'more than' : 'at least' });
    case 'too_big':
      return bounded(issue, { limit: issue.maximum, word: issue.inclusive === false ? 'less than' : 'at most' });
    case 'invalid_union':
      return unionOf(issue);
    default:
      return undefined;
  }
}

type Bounded = Extract<Issue, { code: 'too_small' | 'too_big' }>;

function bounded({ origin, exact }: Bounded, { limit, word }: { limit: number | bigint; word: string }): string {
  const amount = `${exact === true ? 'exactly' : word} ${limit}`;
  if (origin === 'string') return `${amount} ${Number(limit) === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `${amount} ${Number(limit) === 1 ? 'entry' : 'entries'}`;
  return origin === 'number' || origin === 'int' ? `a number of ${amount}` : amount;
}

/** Any of its forms. */
function unionOf({ errors }: Extract<Issue, { code: 'invalid_union' }>): string | undefined {
  const forms = errors.flatMap(([first]) => (first === undefined ? [] : [expectedOf(first)]));
  return forms.length === 0 ? undefined : [...new Set(forms)].join(', or ');
}

/** Of what may have several forms, what is wrong with the first whose shape it has; else the issue itself. */
export function innermost(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const form = issue.errors.find((issues) => issues.length > 0 && issues.every(isInside));
  return form?.flatMap(innermost).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

const isInside = ({ code, path }: Issue): boolean => path.length > 0 || code === 'unrecognized_keys';
