import type { Impact } from '#core/domains/availability/model.ts';
import { ask } from '../../bridge/ask.ts';
import type { ImpactQuestion } from './impact.ts';

export const askImpact = (question: ImpactQuestion): Promise<Impact> => ask<Impact>('availability.impact', question);

/** Null where it can't be told: nobody is kept from working by that. */
export const impactOf = (question: ImpactQuestion): Promise<Impact | null> => askImpact(question).catch(() => null);
