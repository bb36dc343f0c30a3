import { spoken } from '../words.ts';

/** The sentences of what went wrong, beside the others' table. */
const en = {
  ask: 'What went wrong?',
  askMore: (business: string) => `We are sorry. ${business} reads this and answers you, here and by mail.`,
  reason: 'What happened',
  reasonMissing: 'Please tell us what happened',
  link: 'Link to a photo or document',
  linkNext: 'Another link',
  linkBad: 'Enter an address like https://example.com/photo',
  send: 'Send',
  leave: 'Not now',
  sent: 'Thank you. We have received it.',
  title: 'What went wrong',
  titleTheirs: (business: string) => `${business} has written to you`,
  you: 'You',
  awaitsBusiness: 'We will answer you',
  awaitsCustomer: 'Please answer us',
  decided: 'Decided',
  withdrawn: 'Taken back',
  refund: (sum: string) => `You get ${sum} back.`,
  keep: 'The payment stays as it is.',
  answer: 'Your answer',
  answerMissing: 'Please write something first',
  withdraw: 'Take it back',
  withdrawAsk: 'Take it back? We then stop looking into it.',
  withdrawDone: 'You have taken it back.',
  withdrawNot: 'Leave it open',
};

const languages: Record<string, typeof en> = { en };

export const disputeWords = languages[spoken] ?? en;
