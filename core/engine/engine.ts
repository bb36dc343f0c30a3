import type { Clock } from '../base/ports.ts';
import { Refusal, refuse, type RefusalCode } from '../base/refusal.ts';
import type { Json } from '../base/json.ts';
import { expectedOf, innermost } from '../contracts/expectation.ts';
import type { Database } from '../data/database.ts';
import type { z } from 'zod';
import type { Registry } from './registry.ts';

/** The business with a database under it and a clock beside it. */
export interface Engine {
  readonly database: Database;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly side: 'server' | 'desktop';
}

export type Outcome =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly code: RefusalCode; readonly facts: Record<string, Json> };

export interface Issue {
  readonly path: string;
  readonly expected: string;
}

/** Whoever sends a hundred thousand wrong fields is told of the first ones: an answer must not outgrow its question. */
const MOST_ISSUES = 50;
const LONGEST_PATH = 200;

/** What is wrong with each field, by its path; `(whole)` for the thing itself. */
export function issuesOf(error: z.ZodError): Issue[] {
  const issues = error.issues
    .slice(0, MOST_ISSUES)
    .flatMap(innermost)
    .flatMap((issue) => {
      const path = issue.path.map(String).join('.');
      if (issue.code === 'unrecognized_keys')
        return issue.keys.slice(0, MOST_ISSUES).map((key) => ({ path: path === '' ? key : `${path}.${key}`, expected: 'no such field' }));
      return [{ path: path === '' ? '(whole)' : path, expected: expectedOf(issue) }];
    });
  return issues.slice(0, MOST_ISSUES).map(({ path, expected }) => ({ path: path.slice(0, LONGEST_PATH).toWellFormed(), expected }));
}

/** @throws Refusal `invalid_request` {issues: [{path, expected}]} */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  return refuse('invalid_request', { issues: issuesOf(parsed.error) as unknown as Json });
}

export function outcomeOf(error: unknown): Outcome {
  if (error instanceof Refusal) return { ok: false, code: error.code, facts: { ...error.facts } };
  throw error;
}
