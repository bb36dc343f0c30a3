import type { Offering } from '../storefront.ts';

type Extras = typeof import('./extras.tsx');

/** What an offering may have beside a time: lengths to choose from, nights, add-ons, questions. In a file of its own, for few have any. */
export let extras: Extras | null = null;

const hasAny = ({ durations, addOns, questions, nights }: Offering): boolean =>
  nights !== null || durations.length + addOns.length + questions.length > 0;

export async function withExtras(needed: boolean): Promise<void> {
  if (needed) extras ??= await import('./extras.tsx');
}

/** Before any of these is shown. */
export const readyFor = (offerings: Offering[]): Promise<void> => withExtras(offerings.some(hasAny));
