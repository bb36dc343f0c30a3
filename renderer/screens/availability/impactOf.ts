import type { Impact } from '#core/domains/availability/model.ts';
import { ask } from '../../bridge/ask.ts';
import { type ImpactQuestion, merged } from './impact.ts';

/** Beyond so many the answer would come too late to be of use. */
const MOST_QUESTIONS = 24;

/** Null where it can't be told: nobody is kept from working by that. */
export async function impactOf(questions: readonly ImpactQuestion[]): Promise<Impact | null> {
  if (questions.length === 0 || questions.length > MOST_QUESTIONS) return null;
  try {
    return merged(await Promise.all(questions.map((question) => ask<Impact>('availability.impact', question))));
  } catch {
    return null;
  }
}
