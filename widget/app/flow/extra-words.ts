import { spoken } from '../words.ts';

/** The sentences that only the extras say, beside the others' table. */
const en = {
  apply: 'Apply',
  answerMissing: 'Please answer this',
  haveCode: 'Have a code?',
  code: 'Code',
  codeRemove: 'Remove',
  included: 'comes with it',
  nights: (count: number) => `${count} ${count === 1 ? 'night' : 'nights'}`,
  priceSteps: 'How the price comes about',
  steps: {
    base: 'Price',
    tier: 'Price for this many',
    duration: 'Price for this length',
    floor: 'Lowest price',
    ceiling: 'Highest price',
    rule: 'Price of this time',
    addOn: 'Extra',
    visit: 'Part of your plan',
  } as Record<string, string> & { base: string },
};

const languages: Record<string, typeof en> = { en };

export const extraWords = languages[spoken] ?? en;
