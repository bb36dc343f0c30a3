import type { MailWords } from './shape.ts';

export const it: MailWords = {
  templates: {
    booking_received: {
      subject: 'Richiesta ricevuta: {offering}',
      body: 'Buongiorno {customer},\n\n{business} ha ricevuto la Sua richiesta e risponderà presto.',
    },
    booking_confirmed: {
      subject: 'Confermata: {offering}',
      body: 'Buongiorno {customer},\n\nla Sua prenotazione presso {business} è confermata.',
    },
    booking_rescheduled: {
      subject: 'Nuovo orario: {offering}',
      body: 'Buongiorno {customer},\n\nla Sua prenotazione presso {business} ha un nuovo orario.',
    },
    booking_cancelled: {
      subject: 'Annullata: {offering}',
      body: 'Buongiorno {customer},\n\nla Sua prenotazione presso {business} è annullata.',
    },
    series_received: {
      subject: 'Richiesta ricevuta: {offering}, {dates}',
      body: 'Buongiorno {customer},\n\n{business} ha ricevuto la Sua richiesta e risponderà presto.',
    },
    series_confirmed: {
      subject: 'Confermata: {offering}, {dates}',
      body: 'Buongiorno {customer},\n\nla Sua serie presso {business} è confermata: {dates}.',
    },
    series_rescheduled: {
      subject: 'Nuovi orari: {offering}',
      body: 'Buongiorno {customer},\n\nla Sua serie presso {business} ha nuovi orari. Ecco le Sue date come sono adesso.',
    },
    series_cancelled: {
      subject: 'Annullata: {offering}, {dates}',
      body: 'Buongiorno {customer},\n\nla Sua serie presso {business} è annullata: {dates}.',
    },
    waitlist_joined: {
      subject: 'È in lista d’attesa: {offering}',
      body: 'Buongiorno {customer},\n\nLe scriveremo appena si libera un orario presso {business}.',
    },
    waitlist_offered: {
      subject: 'Un posto per Lei: {offering}',
      body: 'Buongiorno {customer},\n\nsi è liberato un orario presso {business}, e lo teniamo per Lei.',
    },
    booking_reminder: {
      subject: 'A presto: {offering}',
      body: 'Buongiorno {customer},\n\nLe ricordiamo la Sua prenotazione presso {business}. Se non può venire, La preghiamo di avvisarci in tempo.',
    },
    review_request: {
      subject: 'Com’è andata? {offering}',
      body: 'Buongiorno {customer},\n\ngrazie di essere stato da {business}. Ci farebbe piacere sapere com’è andata: basta rispondere a questo messaggio.',
    },
    payment_failed: {
      subject: 'Il pagamento non è riuscito: {offering}',
      body: 'Buongiorno {customer},\n\nil Suo pagamento a {business} non è riuscito e non è stato addebitato nulla. L’orario è ancora riservato per Lei: può pagare di nuovo, con la stessa carta o con un’altra.',
    },
    payment_refunded: {
      subject: 'Il Suo rimborso: {amount}',
      body: 'Buongiorno {customer},\n\n{business} Le ha rimborsato {amount}. A seconda della banca ci vuole qualche giorno.',
    },
    dispute_message: {
      subject: 'Un messaggio sulla Sua prenotazione: {offering}',
      body: 'Buongiorno {customer},\n\n{business} Le ha scritto a proposito della Sua prenotazione:\n\n{message}\n\nSulla pagina della Sua prenotazione può leggere tutto e rispondere.',
    },
    dispute_resolved: {
      subject: 'Decisione: {offering}',
      body: 'Buongiorno {customer},\n\n{business} ha esaminato che cosa non è andato bene con la Sua prenotazione e ha deciso:\n\n{message}',
    },
    plan_due: {
      subject: '{amount} da pagare: {offering}',
      body: 'Buongiorno {customer},\n\nper {offering} presso {business} ci sono {amount} da pagare. La preghiamo di pagare entro: {until}.',
    },
    sign_in_code: {
      subject: 'Il Suo codice: {code}',
      body: 'Il Suo codice per {business} è {code}. Vale dieci minuti.\n\nSe non l’ha chiesto Lei, ignori questo messaggio: senza il codice non entra nessuno.',
    },
  },
  labels: {
    ...{ what: 'Cosa', with: 'Con', when: 'Quando', where: 'Dove', total: 'Totale', cancellation: 'Annullamento', refund: 'Rimborso' },
    ...{ code: 'Codice di conferma', keptUntil: 'Tenuto per Lei fino a', yourDays: 'I Suoi giorni' },
    ...{ period: 'Periodo', due: 'Da pagare', payBy: 'Pagare entro', payment: 'Pagamento' },
  },
  links: {
    reply: 'Leggi e rispondi',
    ...{ pay: 'Paga ora', seeDue: 'Vedi che cosa è dovuto' },
    ...{ manage: 'Modifica o annulla', manageOne: 'Modifica o annulla: {date}', see: 'Vedi la prenotazione' },
    ...{ google: 'Aggiungi a Google Calendar', outlook: 'Aggiungi a Outlook', answer: 'Accetta o rifiuta' },
    leave: 'Vedi o lascia la lista',
  },
  terms: {
    kept: 'Nessuno',
    ...{ online: 'Online con carta, o alla reception', atDesk: 'Alla reception, alla Sua prossima visita' },
    ...{ free: 'Gratis', freeUntil: 'Gratuito fino a {until}', back: '{percent} di rimborso' },
    ...{ backUntil: '{percent} di rimborso fino a {until}', noRefund: 'Nessun rimborso in caso di annullamento' },
    none: 'Nessuno, secondo le condizioni di annullamento',
    ...{ taken: 'Addebito di {amount} sulla sua carta', takenUntil: 'Addebito di {amount} sulla sua carta fino a {until}' },
  },
  wait: { days: 'da {from} a {to}', from: 'dalle {time}', until: 'fino alle {time}' },
  dates: { one: '{count} data', other: '{count} date' },
  nights: { one: 'per {count} notte', other: 'per {count} notti' },
  minutes: { one: 'per {count} minuto', other: 'per {count} minuti' },
  sampleMessage: 'Grazie di avercelo segnalato. Ci dispiace, e verificheremo.',
  sandbox: 'Ambiente di prova',
  test: 'Prova',
};
