import type { MailTemplate, MailText } from '../../model.ts';

/** In the language's own plural forms; `{count}` is filled in. */
interface Counted {
  readonly one: string;
  readonly other: string;
}

/** Every word of every letter. A template's body is all that stands above its table: paragraphs with blank lines between them. */
export interface MailWords {
  readonly templates: Readonly<Record<MailTemplate, MailText>>;
  readonly labels: Readonly<
    Record<
      | ('what' | 'with' | 'when' | 'where' | 'total' | 'cancellation' | 'refund' | 'code' | 'keptUntil' | 'yourDays')
      | ('period' | 'due' | 'payBy' | 'payment'),
      string
    >
  >;
  readonly links: Readonly<
    Record<'manage' | 'manageOne' | 'see' | 'google' | 'outlook' | 'answer' | 'leave' | 'pay' | 'seeDue' | 'reply', string>
  >;
  /** taken: of what a card is only held for; online, atDesk: how what is due is paid; kept: nothing is given back after a dispute */
  readonly terms: Readonly<
    Record<
      'free' | 'freeUntil' | 'back' | 'backUntil' | 'taken' | 'takenUntil' | 'noRefund' | 'none' | 'online' | 'atDesk' | 'kept',
      string
    >
  >;
  readonly wait: Readonly<Record<'days' | 'from' | 'until', string>>;
  readonly dates: Counted;
  readonly nights: Counted;
  readonly minutes: Counted;
  /** what a business might write, for previews of letters about disputes */
  readonly sampleMessage: string;
  /** before the subject */
  readonly sandbox: string;
  readonly test: string;
}
