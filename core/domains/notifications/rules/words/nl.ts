import type { MailWords } from './shape.ts';

export const nl: MailWords = {
  templates: {
    booking_received: {
      subject: 'Aanvraag ontvangen: {offering}',
      body: 'Hallo {customer},\n\n{business} heeft uw aanvraag ontvangen en antwoordt snel.',
    },
    booking_confirmed: { subject: 'Bevestigd: {offering}', body: 'Hallo {customer},\n\nUw boeking bij {business} is bevestigd.' },
    booking_rescheduled: {
      subject: 'Nieuwe tijd: {offering}',
      body: 'Hallo {customer},\n\nUw boeking bij {business} heeft een nieuwe tijd.',
    },
    booking_cancelled: { subject: 'Geannuleerd: {offering}', body: 'Hallo {customer},\n\nUw boeking bij {business} is geannuleerd.' },
    series_received: {
      subject: 'Aanvraag ontvangen: {offering}, {dates}',
      body: 'Hallo {customer},\n\n{business} heeft uw aanvraag ontvangen en antwoordt snel.',
    },
    series_confirmed: {
      subject: 'Bevestigd: {offering}, {dates}',
      body: 'Hallo {customer},\n\nUw reeks bij {business} is bevestigd: {dates}.',
    },
    series_rescheduled: {
      subject: 'Nieuwe tijden: {offering}',
      body: 'Hallo {customer},\n\nUw reeks bij {business} heeft nieuwe tijden. Dit zijn uw data zoals ze nu zijn.',
    },
    series_cancelled: {
      subject: 'Geannuleerd: {offering}, {dates}',
      body: 'Hallo {customer},\n\nUw reeks bij {business} is geannuleerd: {dates}.',
    },
    waitlist_joined: {
      subject: 'U staat op de wachtlijst: {offering}',
      body: 'Hallo {customer},\n\nWe schrijven u zodra er een tijd vrijkomt bij {business}.',
    },
    waitlist_offered: {
      subject: 'Een plek voor u: {offering}',
      body: 'Hallo {customer},\n\nEr is een tijd vrijgekomen bij {business}, en we houden hem voor u vast.',
    },
    booking_reminder: {
      subject: 'Tot binnenkort: {offering}',
      body: 'Hallo {customer},\n\nWe herinneren u aan uw boeking bij {business}. Kunt u niet komen, laat het ons dan op tijd weten.',
    },
    review_request: {
      subject: 'Hoe was het? {offering}',
      body: 'Hallo {customer},\n\nBedankt voor uw bezoek aan {business}. We horen graag hoe het was: antwoord gewoon op dit bericht.',
    },
    payment_failed: {
      subject: 'Uw betaling is niet gelukt: {offering}',
      body: 'Hallo {customer},\n\nUw betaling aan {business} is niet gelukt en er is niets afgeschreven. Uw tijd blijft voor u gereserveerd: u kunt opnieuw betalen, met dezelfde kaart of een andere.',
    },
    payment_refunded: {
      subject: 'Uw geld is onderweg: {amount}',
      body: 'Hallo {customer},\n\n{business} heeft u {amount} terugbetaald. Afhankelijk van uw bank duurt het een paar dagen.',
    },
    dispute_message: {
      subject: 'Een bericht over uw boeking: {offering}',
      body: 'Hallo {customer},\n\n{business} heeft u geschreven over uw boeking:\n\n{message}\n\nOp de pagina van uw boeking kunt u alles lezen en antwoorden.',
    },
    dispute_resolved: {
      subject: 'Besluit: {offering}',
      body: 'Hallo {customer},\n\n{business} heeft bekeken wat er misging met uw boeking en heeft besloten:\n\n{message}',
    },
    plan_due: {
      subject: '{amount} te betalen: {offering}',
      body: 'Hallo {customer},\n\nVoor {offering} bij {business} staat {amount} open. Betaal uiterlijk {until}.',
    },
    sign_in_code: {
      subject: 'Uw code: {code}',
      body: 'Uw code voor {business} is {code}. Hij is tien minuten geldig.\n\nHebt u hem niet aangevraagd, negeer dit bericht dan: zonder de code komt niemand binnen.',
    },
  },
  labels: {
    ...{ what: 'Wat', with: 'Met', when: 'Wanneer', where: 'Waar', total: 'Totaal', cancellation: 'Annulering', refund: 'Terugbetaling' },
    ...{ code: 'Bevestigingscode', keptUntil: 'Voor u vastgehouden tot', yourDays: 'Uw dagen' },
    ...{ period: 'Periode', due: 'Te betalen', payBy: 'Uiterlijk betalen', payment: 'Betaling' },
  },
  links: {
    reply: 'Lezen en antwoorden',
    ...{ pay: 'Nu betalen', seeDue: 'Bekijken wat openstaat' },
    ...{ manage: 'Wijzigen of annuleren', manageOne: '{date} wijzigen of annuleren', see: 'Boeking bekijken' },
    ...{ google: 'Aan Google Agenda toevoegen', outlook: 'Aan Outlook toevoegen', answer: 'Aannemen of afslaan' },
    leave: 'Lijst bekijken of verlaten',
  },
  terms: {
    kept: 'Geen',
    ...{ online: 'Online met kaart, of aan de balie', atDesk: 'Aan de balie, bij uw volgende bezoek' },
    ...{ free: 'Gratis', freeUntil: 'Gratis tot {until}', back: '{percent} terug', backUntil: '{percent} terug tot {until}' },
    ...{ noRefund: 'Geen terugbetaling bij annulering', none: 'Geen, volgens de annuleringsvoorwaarden' },
    ...{ taken: '{amount} wordt van uw kaart afgeschreven', takenUntil: 'Tot {until} wordt {amount} van uw kaart afgeschreven' },
  },
  wait: { days: '{from} tot en met {to}', from: 'vanaf {time}', until: 'tot {time}' },
  dates: { one: '{count} datum', other: '{count} data' },
  nights: { one: 'voor {count} nacht', other: 'voor {count} nachten' },
  minutes: { one: 'voor {count} minuut', other: 'voor {count} minuten' },
  sampleMessage: 'Bedankt dat u het ons laat weten. Het spijt ons, en we zoeken het uit.',
  sandbox: 'Sandbox',
  test: 'Test',
};
