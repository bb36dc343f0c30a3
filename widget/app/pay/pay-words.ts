import { spoken } from '../words.ts';

/** The sentences of paying and of the confirmation, beside the others' table. */
const en = {
  confirmed: 'You’re booked',
  bookedMore: (email: string) => `The details, and any news, go to ${email}.`,
  requested: 'Request sent',
  manage: 'Change or cancel this booking',
  continue: 'Continue to payment',
  nowOf: (sum: string) => `${sum} to pay now`,
  restLater: (sum: string) => `${sum} now, the rest when you come`,
  holdNow: (sum: string) => `${sum} is held on your card, not charged`,
  holdLater: (sum: string, when: string) => `We save your card and hold ${sum} on it on ${when}. Nothing is charged now.`,
  oneMore: 'One more step',
  payBy: (when: string) => `The time is kept for you until ${when}.`,
  opening: 'Opening the payment page…',
  pay: (sum: string) => `Pay ${sum}`,
  hold: (sum: string) => `Let ${sum} be held`,
  save: 'Save your card',
  waiting: 'Waiting for your bank',
  waitingMore: 'This page goes on by itself as soon as it answers.',
  notYet: 'Not paid yet?',
  paid: (sum: string) => `Paid: ${sum}`,
  held: (sum: string) => `Your card is held, not charged: ${sum}`,
  saved: (sum: string, when: string) => `Your card is saved. On ${when} we hold ${sum} on it, and charge nothing.`,
  released: (sum: string) => `${sum} is no longer held on your card.`,
  taking: (sum: string) => `${sum} is being charged to your card.`,
  owed: (sum: string) => `Your card was declined: ${sum} is still to be paid. Please talk to us.`,
  failed: 'The payment didn’t work. Nothing was charged.',
  again: 'Pay now',
  againBy: (when: string) => `The time is still kept for you: you can pay until ${when}.`,
  expired: 'It wasn’t paid in time, so that the time is free again. Nothing was charged.',
};

const languages: Record<string, typeof en> = { en };

export const payWords = languages[spoken] ?? en;
