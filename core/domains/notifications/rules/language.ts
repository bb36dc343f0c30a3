/** In which language a letter is written: the booker's where it can be, else the business's, else English. */
import { type MailLocale, mailLocales, type MailTemplate, type MailText } from '../model.ts';
import { mailWords } from './words/all.ts';
import type { MailWords } from './words/shape.ts';

/** A letter's language: its tag, in which dates and money are written as well, and the words that stand around the text. */
export interface Tongue {
  /** a BCP 47 tag */
  readonly locale: string;
  readonly words: MailWords;
  readonly dir: 'ltr' | 'rtl';
}

export interface OwnText extends MailText {
  readonly locale: string;
}

const languageOf = (locale: string): string => locale.split('-')[0] ?? locale;
const spoken = (locale: string): MailLocale | undefined => mailLocales.find((one) => one === languageOf(locale));

/** Scripts first (`az-Arab`), then languages that are written from the right wherever they are spoken. */
const rightToLeft = /-(Arab|Hebr|Syrc|Thaa|Nkoo|Adlm|Rohg)\b|^(ar|arc|ckb|dv|fa|he|ks|ku-IQ|nqo|ps|sd|syr|ug|ur|yi)(-(?!Latn|Cyrl|Deva)|$)/;

export const dirOf = (locale: string): Tongue['dir'] => (rightToLeft.test(locale) ? 'rtl' : 'ltr');

/** The one of the very tag, else the one of its language. */
export function ownTextFor<T extends { readonly locale: string }>(texts: readonly T[], locale: string): T | undefined {
  return texts.find((text) => text.locale === locale) ?? texts.find((text) => text.locale === languageOf(locale));
}

/** `texts`: the business's own of the template. A language that only they speak has the business's words around them. */
export function chooseTongue({ asked, usual, texts }: { asked: string | null; usual: string; texts: readonly OwnText[] }): Tongue {
  const wanted = [...(asked === null ? [] : [asked]), usual];
  const locale = wanted.find((one) => spoken(one) !== undefined || ownTextFor(texts, one) !== undefined) ?? 'en';
  const words = mailWords[spoken(locale) ?? spoken(usual) ?? 'en'];
  return { locale, words, dir: dirOf(locale) };
}

/** What is written where the business has written nothing; empty where nobody speaks the language. */
export function usualText(template: MailTemplate, locale: string): MailText {
  const language = spoken(locale);
  return language === undefined ? { subject: '', body: '' } : mailWords[language].templates[template];
}
