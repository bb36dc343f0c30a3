import type { MailWords } from './shape.ts';

export const de: MailWords = {
  templates: {
    booking_received: {
      subject: 'Ihre Anfrage ist da: {offering}',
      body: 'Guten Tag {customer},\n\n{business} hat Ihre Anfrage erhalten und antwortet bald.',
    },
    booking_confirmed: { subject: 'Bestätigt: {offering}', body: 'Guten Tag {customer},\n\nIhre Buchung bei {business} ist bestätigt.' },
    booking_rescheduled: {
      subject: 'Neuer Termin: {offering}',
      body: 'Guten Tag {customer},\n\nIhre Buchung bei {business} hat einen neuen Termin.',
    },
    booking_cancelled: { subject: 'Storniert: {offering}', body: 'Guten Tag {customer},\n\nIhre Buchung bei {business} ist storniert.' },
    series_received: {
      subject: 'Ihre Anfrage ist da: {offering}, {dates}',
      body: 'Guten Tag {customer},\n\n{business} hat Ihre Anfrage erhalten und antwortet bald.',
    },
    series_confirmed: {
      subject: 'Bestätigt: {offering}, {dates}',
      body: 'Guten Tag {customer},\n\nIhre Serie bei {business} ist bestätigt: {dates}.',
    },
    series_rescheduled: {
      subject: 'Neue Termine: {offering}',
      body: 'Guten Tag {customer},\n\nIhre Serie bei {business} hat neue Termine. Hier sind Ihre Termine, wie sie jetzt gelten.',
    },
    series_cancelled: {
      subject: 'Storniert: {offering}, {dates}',
      body: 'Guten Tag {customer},\n\nIhre Serie bei {business} ist storniert: {dates}.',
    },
    waitlist_joined: {
      subject: 'Sie stehen auf der Warteliste: {offering}',
      body: 'Guten Tag {customer},\n\nWir schreiben Ihnen, sobald bei {business} ein Termin frei wird.',
    },
    waitlist_offered: {
      subject: 'Ein Platz für Sie: {offering}',
      body: 'Guten Tag {customer},\n\nBei {business} ist ein Termin frei geworden, und wir halten ihn für Sie frei.',
    },
    booking_reminder: {
      subject: 'Bis bald: {offering}',
      body: 'Guten Tag {customer},\n\nwir erinnern Sie an Ihre Buchung bei {business}. Falls Sie nicht kommen können, sagen Sie uns bitte rechtzeitig Bescheid.',
    },
    review_request: {
      subject: 'Wie war es? {offering}',
      body: 'Guten Tag {customer},\n\ndanke, dass Sie bei {business} waren. Wir freuen uns, wenn Sie uns schreiben, wie es war: Antworten Sie einfach auf diese Nachricht.',
    },
    payment_failed: {
      subject: 'Ihre Zahlung hat nicht geklappt: {offering}',
      body: 'Guten Tag {customer},\n\nIhre Zahlung an {business} hat nicht geklappt, es wurde nichts abgebucht. Ihr Termin ist noch für Sie reserviert: Sie können noch einmal zahlen, mit derselben Karte oder einer anderen.',
    },
    payment_refunded: {
      subject: 'Ihr Geld ist unterwegs: {amount}',
      body: 'Guten Tag {customer},\n\n{business} hat Ihnen {amount} zurückgezahlt. Je nach Bank dauert es einige Tage, bis das Geld da ist.',
    },
    dispute_message: {
      subject: 'Eine Nachricht zu Ihrer Buchung: {offering}',
      body: 'Guten Tag {customer},\n\n{business} hat Ihnen zu Ihrer Buchung geschrieben:\n\n{message}\n\nAuf der Seite Ihrer Buchung können Sie alles lesen und antworten.',
    },
    dispute_resolved: {
      subject: 'Entschieden: {offering}',
      body: 'Guten Tag {customer},\n\n{business} hat geprüft, was bei Ihrer Buchung schiefgegangen ist, und hat entschieden:\n\n{message}',
    },
    plan_due: {
      subject: '{amount} fällig: {offering}',
      body: 'Guten Tag {customer},\n\nfür {offering} bei {business} sind {amount} fällig. Bitte zahlen Sie bis {until}.',
    },
    sign_in_code: {
      subject: 'Ihr Code: {code}',
      body: 'Ihr Code für {business} ist {code}. Er gilt zehn Minuten.\n\nWenn Sie ihn nicht angefordert haben, können Sie diese Nachricht ignorieren: Ohne den Code kommt niemand hinein.',
    },
  },
  labels: {
    ...{ what: 'Was', with: 'Bei', when: 'Wann', where: 'Wo', total: 'Summe', cancellation: 'Stornierung', refund: 'Erstattung' },
    ...{ code: 'Bestätigungscode', keptUntil: 'Für Sie frei gehalten bis', yourDays: 'Ihre Tage' },
    ...{ period: 'Zeitraum', due: 'Fällig', payBy: 'Zahlbar bis', payment: 'Zahlung' },
  },
  links: {
    reply: 'Lesen und antworten',
    ...{ pay: 'Jetzt zahlen', seeDue: 'Ansehen, was fällig ist' },
    ...{ manage: 'Ändern oder stornieren', manageOne: '{date} ändern oder stornieren', see: 'Buchung ansehen' },
    ...{ google: 'In Google Kalender eintragen', outlook: 'In Outlook eintragen', answer: 'Annehmen oder ablehnen' },
    leave: 'Warteliste ansehen oder verlassen',
  },
  terms: {
    kept: 'Keine',
    ...{ online: 'Online mit Karte oder am Empfang', atDesk: 'Am Empfang, bei Ihrem nächsten Besuch' },
    ...{ free: 'Kostenlos', freeUntil: 'Kostenlos bis {until}', back: '{percent} zurück', backUntil: '{percent} zurück bis {until}' },
    ...{ noRefund: 'Keine Erstattung bei Stornierung', none: 'Keine, nach den Stornobedingungen' },
    ...{ taken: '{amount} werden von Ihrer Karte eingezogen', takenUntil: 'Bis {until} werden {amount} von Ihrer Karte eingezogen' },
  },
  wait: { days: '{from} bis {to}', from: 'ab {time}', until: 'bis {time}' },
  dates: { one: '{count} Termin', other: '{count} Termine' },
  nights: { one: 'für {count} Nacht', other: 'für {count} Nächte' },
  minutes: { one: 'für {count} Minute', other: 'für {count} Minuten' },
  sampleMessage: 'Danke, dass Sie uns Bescheid gesagt haben. Es tut uns leid, und wir gehen der Sache nach.',
  sandbox: 'Sandbox',
  test: 'Test',
};
