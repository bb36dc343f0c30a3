import { describe, expect, test } from 'vitest';
import { mailLocales, mailTemplates, type MailTemplate } from '#core/domains/notifications/model.ts';
import { chooseTongue, dirOf, usualText } from '#core/domains/notifications/rules/language.ts';
import { letterOf, type LetterFacts } from '#core/domains/notifications/rules/letters.ts';
import { mustKnow, placeholdersOf, unknownIn } from '#core/domains/notifications/rules/placeholders.ts';
import { sampleAbout } from '#core/domains/notifications/rules/sample.ts';
import { mailWords } from '#core/domains/notifications/rules/words/all.ts';
import { bestLanguage } from '#server/doors/http/language.ts';

const NOW = Date.parse('2026-11-20T11:00:00Z');
const sold = {
  offeringTitle: 'Haircut',
  priceCents: 4_500,
  currency: 'EUR',
  timezone: 'Europe/Berlin',
  now: NOW,
  url: 'https://book.example/m',
};

type Told = Partial<LetterFacts> & { template: MailTemplate };

const writtenIn = (locale: string, { template, ...more }: Told) =>
  letterOf({
    ...{ template, own: null, business: 'Atlas Studios', mark: null, about: sampleAbout(template, sold) },
    tongue: chooseTongue({ asked: locale, usual: 'en', texts: [] }),
    ...more,
  });

/** Every string of an object by its path. */
function leaves(value: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, inner] of Object.entries(value))
    if (typeof inner === 'string') found.set(`${path}${key}`, inner);
    else for (const [name, text] of leaves(inner as object, `${path}${key}.`)) found.set(name, text);
  return found;
}

const namesIn = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].toSorted();

/** What is read of HTML, with its links as plain text has them. */
function readAloud(html: string): string {
  const body = html.slice(html.indexOf('<body'), html.indexOf('</body>'));
  const text = body
    .replaceAll(/<a href="([^"]*)"[^>]*>([^<]*)<\/a>/g, (_, url: string, label: string) => (label === url ? url : `${label}: ${url}`))
    .replaceAll(/<td[^>]*><\/td>/g, ' ')
    .replaceAll(/<\/td><td[^>]*>/g, ': ')
    .replaceAll(/<[^>]*>/g, ' ');
  const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
  return text.replaceAll(/&[a-z0-9#]+;/g, (entity) => entities[entity] ?? entity);
}

const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

describe('the words of letters', () => {
  test.each(mailLocales)('in %s are all there, with the same placeholders as in English', (locale) => {
    const [english, other] = [leaves(mailWords.en), leaves(mailWords[locale])];
    expect([...other.keys()].toSorted()).toEqual([...english.keys()].toSorted());
    for (const [name, text] of english) {
      expect(other.get(name)?.trim(), name).not.toBe('');
      expect([name, namesIn(other.get(name) ?? '')]).toEqual([name, namesIn(text)]);
    }
  });

  test.each(mailLocales)('in %s are its own: nothing of a letter is left in English', (locale) => {
    if (locale === 'en') return;
    for (const template of mailTemplates) {
      const [here, english] = [usualText(template, locale), usualText(template, 'en')];
      expect(here.body, template).not.toBe(english.body);
      expect(here.subject, template).not.toBe(english.subject);
    }
  });

  test.each(mailLocales)('in %s know their placeholders, and leave none unfilled', (locale) => {
    for (const template of mailTemplates) {
      expect(unknownIn(template, usualText(template, locale))).toEqual([]);
      const { subject, text, html } = writtenIn(locale, { template });
      for (const said of [subject, text, html.replace(/<style>.*<\/style>/, '')]) expect(said, template).not.toMatch(/[{}]/);
    }
  });
});

describe('a letter', () => {
  test.each(mailLocales)('in %s says the same in plain text and in HTML', (locale) => {
    for (const template of mailTemplates) {
      const { text, html } = writtenIn(locale, { template });
      expect(words(readAloud(html)), template).toBe(words(text));
    }
  });

  test('has dates, times and money as its language writes them', () => {
    const of = (locale: string) => writtenIn(locale, { template: 'booking_confirmed' }).text.replaceAll(/[\u00A0\u202F]/g, ' ');
    expect(of('de')).toContain('Wann: Dienstag, 24. November 2026, 10:00 – 11:00 (Mitteleuropäische Zeit)');
    expect(of('de')).toContain('Summe: 45,00 €');
    expect(of('de')).toContain('Stornierung: Kostenlos bis Montag, 23. November 2026, 10:00');
    expect(of('fr')).toContain('mardi 24 novembre 2026');
    expect(of('en-US')).toContain('Tuesday, November 24, 2026, 10:00 AM – 11:00 AM');
    expect(of('en')).toMatch(/Tuesday,? 24 November 2026, 10:00/);
    expect(of('pt-BR')).toContain('terça-feira, 24 de novembro de 2026');
  });

  test('counts in its own plural', () => {
    const wait = (nights: number) => {
      const about = sampleAbout('waitlist_joined', sold);
      if (about.kind !== 'wait') throw new Error('no wait');
      return writtenIn('nl', { template: 'waitlist_joined', about: { ...about, entry: { ...about.entry, nights } } }).text;
    };
    expect(wait(1)).toContain('voor 1 nacht\n');
    expect(wait(3)).toContain('voor 3 nachten\n');
  });

  test('makes text of whatever anybody typed, in every place', () => {
    const evil = '<script>alert("1")</script>&\'{code}';
    const about = sampleAbout('booking_confirmed', { ...sold, offeringTitle: evil, url: 'https://book.example/m?a=1&b="><b>' });
    if (about.kind !== 'booking') throw new Error('no booking');
    const booking = { ...about.booking, customerName: evil };
    const own = {
      subject: 'Hi {customer}',
      body: `<b>Hello</b> {customer}, see {manageLink} or https://a.example/?x=1&y="2".\n{offering}`,
    };
    const { subject, text, html } = writtenIn('en', {
      ...{ template: 'booking_confirmed', own, business: evil, about: { ...about, booking, where: evil } },
    });
    expect(html).not.toMatch(/<script|<b>|onerror/);
    expect(html).toContain('&lt;b&gt;Hello&lt;/b&gt; &lt;script&gt;');
    expect(html).toContain('href="https://book.example/m?a=1&amp;b=&quot;&gt;&lt;b&gt;"');
    expect(html).toContain('<a href="https://a.example/?x=1&amp;y=">https://a.example/?x=1&amp;y=</a>');
    expect(subject).toBe(`Hi ${evil}`);
    // What fills a placeholder is not looked into for another.
    expect(text).toContain("&'{code}, see https://book.example/m");
  });

  test('cannot be made to begin another header', () => {
    const { subject } = writtenIn('en', { template: 'booking_confirmed', own: { subject: 'A\r\nBcc: b@example.com', body: 'B' } });
    expect(subject).toBe('A Bcc: b@example.com');
  });

  test('links what the business wrote, and not what a customer did', () => {
    const about = sampleAbout('booking_confirmed', sold);
    if (about.kind !== 'booking') throw new Error('no booking');
    const booking = { ...about.booking, customerName: 'https://evil.example/x' };
    const own = { subject: 'S', body: '{customer} https://good.example/a.' };
    const { html } = writtenIn('en', { template: 'booking_confirmed', own, about: { ...about, booking } });
    expect(html).toContain('<p>https://evil.example/x <a href="https://good.example/a">https://good.example/a</a>.</p>');
  });

  test('speaks of what is taken, and of no refund, where a card is only held', () => {
    const about = sampleAbout('booking_confirmed', sold);
    if (about.kind !== 'booking') throw new Error('no booking');
    const held = (chargeCents: number, refundPercent: number) => {
      const cancelNow = { ...about.booking.cancelNow, refundPercent };
      const booking = { ...about.booking, cancelNow, moneyNow: { refundCents: 0, chargeCents, returnedCents: 0 } };
      return writtenIn('en', { template: 'booking_confirmed', about: { ...about, booking } }).text;
    };
    expect(held(2_000, 50)).toContain('Cancellation: €20.00 charged to your card if you cancel by Monday');
    expect(held(0, 100)).toContain('Cancellation: Free until Monday');
    expect(held(0, 50)).toMatch(/Cancellation: 50\s?% back until Monday/);
  });

  test('does not promise an offer that has ended', () => {
    const about = sampleAbout('waitlist_joined', sold);
    expect(writtenIn('en', { template: 'waitlist_offered', about }).subject).toBe('You are on the waiting list: Haircut');
  });

  test('keeps the paragraphs and lines of whoever wrote it', () => {
    const own = { subject: 'S', body: 'One\r\ntwo\n\n\nThree' };
    const { html, text } = writtenIn('en', { template: 'sign_in_code', own });
    expect(html).toContain('<p>One<br>two</p>\n<p>Three</p>');
    expect(text).toBe('One\ntwo\n\nThree\n');
  });

  test('says when it is a trial', () => {
    expect(writtenIn('de', { template: 'booking_confirmed', mark: 'test' }).subject).toBe('[Test] Bestätigt: Haircut');
    expect(writtenIn('fr', { template: 'booking_confirmed', mark: 'sandbox' }).subject).toBe('[Bac à sable] Confirmée : Haircut');
  });
});

describe('its language', () => {
  const own = (locale: string) => ({ locale, subject: 'S', body: 'B' });
  const chosen = (asked: string | null, usual: string, texts = [] as ReturnType<typeof own>[]) => {
    const { locale, words: around, dir } = chooseTongue({ asked, usual, texts });
    return [locale, around.labels.when, dir];
  };

  test('is the booker’s where anybody wrote in it, else the business’s, else English', () => {
    expect(chosen('de-AT', 'fr')).toEqual(['de-AT', 'Wann', 'ltr']);
    expect(chosen('fi', 'fr')).toEqual(['fr', 'Quand', 'ltr']);
    expect(chosen(null, 'nl')).toEqual(['nl', 'Wanneer', 'ltr']);
    expect(chosen('fi', 'sv')).toEqual(['en', 'When', 'ltr']);
    expect(chosen('ar-EG', 'de', [own('ar')])).toEqual(['ar-EG', 'Wann', 'rtl']);
  });

  test('runs from the right where it is written so', () => {
    for (const locale of ['ar', 'he-IL', 'fa', 'ur', 'az-Arab', 'uz-Arab-AF']) expect([locale, dirOf(locale)]).toEqual([locale, 'rtl']);
    for (const locale of ['de', 'en-AR', 'arn', 'ks-Deva', 'pt']) expect([locale, dirOf(locale)]).toEqual([locale, 'ltr']);
    const tongue = chooseTongue({ asked: 'ar', usual: 'en', texts: [own('ar')] });
    expect(writtenIn('ar', { template: 'sign_in_code', tongue, own: own('ar') }).html).toContain('<html lang="ar" dir="rtl">');
  });

  test('of a browser is the best that we write, else its first', () => {
    expect(bestLanguage('de-AT,de;q=0.9,en;q=0.8')).toBe('de-AT');
    expect(bestLanguage('fi, de;q=0.8')).toBe('de');
    expect(bestLanguage('en;q=0.2, pt-br;q=0.7')).toBe('pt-BR');
    expect(bestLanguage('fi, sv;q=0.5')).toBe('fi');
    for (const none of [undefined, '', '*', '***', 'x'.repeat(600), 'de;q=0', '<script>', 'de_DE_!'])
      expect([none, bestLanguage(none)]).toEqual([none, undefined]);
  });
});

describe('placeholders', () => {
  test('that a letter does not know are refused by name, with those that it does', () => {
    const wrong = () => mustKnow('booking_confirmed', { subject: '{customer} {manageLink}', body: '{Customer} {amount} {when} { x }' });
    expect(wrong).toThrow('invalid_request');
    expect(unknownIn('booking_confirmed', { subject: '{customer} {manageLink}', body: '{Customer} {amount} {when} {}' })).toEqual([
      { field: 'subject', name: 'manageLink' },
      { field: 'body', name: 'Customer' },
      { field: 'body', name: 'amount' },
      { field: 'body', name: '' },
    ]);
  });

  test('are filled in wherever they may stand', () => {
    for (const template of mailTemplates) {
      const known = placeholdersOf[template];
      const body = known.map((name) => `${name}={${name}};`).join('\n');
      const subject = known
        .filter((name) => name !== 'manageLink' && name !== 'message')
        .map((name) => `{${name}}`)
        .join(' ');
      expect(() => mustKnow(template, { subject, body })).not.toThrow();
      const { text, subject: said } = writtenIn('en', { template, own: { subject, body } });
      expect(text + said, template).not.toMatch(/[{}]|=;/);
    }
  });

  test('that are a message keep its lines, and nothing in it is looked into', () => {
    const about = { ...sampleAbout('dispute_message', sold), message: 'One {business}\r\n\nTwo <i>three</i>' } as LetterFacts['about'];
    const { text, html } = writtenIn('en', { template: 'dispute_message', about, own: { subject: 'S', body: 'A\n\n{message}\n\nB' } });
    expect(text).toContain('A\n\nOne {business}\n\nTwo <i>three</i>\n\nB\n');
    expect(html).toContain('<p>A</p>\n<p>One {business}<br><br>Two &lt;i&gt;three&lt;/i&gt;</p>\n<p>B</p>');
  });

  test('of times are of the booking’s own clock', () => {
    const about = sampleAbout('booking_confirmed', { ...sold, timezone: 'Asia/Tokyo' });
    const { text } = writtenIn('en', { template: 'booking_confirmed', about, own: { subject: 'S', body: '{when}' } });
    expect(text).toMatch(/10:00 – 11:00 \(Japan Standard Time\)/);
  });
});
