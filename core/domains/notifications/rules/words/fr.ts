import type { MailWords } from './shape.ts';

export const fr: MailWords = {
  templates: {
    booking_received: {
      subject: 'Demande reçue : {offering}',
      body: 'Bonjour {customer},\n\n{business} a bien reçu votre demande et y répondra bientôt.',
    },
    booking_confirmed: {
      subject: 'Confirmée : {offering}',
      body: 'Bonjour {customer},\n\nVotre réservation chez {business} est confirmée.',
    },
    booking_rescheduled: {
      subject: 'Nouvel horaire : {offering}',
      body: 'Bonjour {customer},\n\nVotre réservation chez {business} a un nouvel horaire.',
    },
    booking_cancelled: {
      subject: 'Annulée : {offering}',
      body: 'Bonjour {customer},\n\nVotre réservation chez {business} est annulée.',
    },
    series_received: {
      subject: 'Demande reçue : {offering}, {dates}',
      body: 'Bonjour {customer},\n\n{business} a bien reçu votre demande et y répondra bientôt.',
    },
    series_confirmed: {
      subject: 'Confirmée : {offering}, {dates}',
      body: 'Bonjour {customer},\n\nVotre série chez {business} est confirmée : {dates}.',
    },
    series_rescheduled: {
      subject: 'Nouveaux horaires : {offering}',
      body: 'Bonjour {customer},\n\nVotre série chez {business} a de nouveaux horaires. Voici vos dates telles qu’elles sont maintenant.',
    },
    series_cancelled: {
      subject: 'Annulée : {offering}, {dates}',
      body: 'Bonjour {customer},\n\nVotre série chez {business} est annulée : {dates}.',
    },
    waitlist_joined: {
      subject: 'Vous êtes sur la liste d’attente : {offering}',
      body: 'Bonjour {customer},\n\nNous vous écrirons dès qu’un créneau se libère chez {business}.',
    },
    waitlist_offered: {
      subject: 'Une place pour vous : {offering}',
      body: 'Bonjour {customer},\n\nUn créneau s’est libéré chez {business}, et nous vous le gardons.',
    },
    booking_reminder: {
      subject: 'À bientôt : {offering}',
      body: 'Bonjour {customer},\n\nNous vous rappelons votre réservation chez {business}. Si vous avez un empêchement, merci de nous prévenir à temps.',
    },
    review_request: {
      subject: 'Comment était-ce ? {offering}',
      body: 'Bonjour {customer},\n\nMerci d’être venu chez {business}. Dites-nous comment cela s’est passé : répondez simplement à ce message.',
    },
    payment_failed: {
      subject: 'Votre paiement n’a pas abouti : {offering}',
      body: 'Bonjour {customer},\n\nVotre paiement à {business} n’a pas abouti et rien n’a été débité. Votre créneau vous est toujours réservé : vous pouvez payer à nouveau, avec la même carte ou une autre.',
    },
    payment_refunded: {
      subject: 'Votre remboursement : {amount}',
      body: 'Bonjour {customer},\n\n{business} vous a remboursé {amount}. Selon votre banque, le virement prend quelques jours.',
    },
    dispute_message: {
      subject: 'Un message au sujet de votre réservation : {offering}',
      body: 'Bonjour {customer},\n\n{business} vous a écrit au sujet de votre réservation :\n\n{message}\n\nVous pouvez tout lire et répondre sur la page de votre réservation.',
    },
    dispute_resolved: {
      subject: 'Décision : {offering}',
      body: 'Bonjour {customer},\n\n{business} a examiné ce qui n’a pas été avec votre réservation et a décidé :\n\n{message}',
    },
    plan_due: {
      subject: '{amount} à régler : {offering}',
      body: 'Bonjour {customer},\n\n{amount} sont à régler pour {offering} chez {business}. Merci de payer jusqu’au {until}.',
    },
    sign_in_code: {
      subject: 'Votre code : {code}',
      body: 'Votre code pour {business} est {code}. Il est valable dix minutes.\n\nSi vous ne l’avez pas demandé, ignorez ce message : sans le code, personne n’entre.',
    },
  },
  labels: {
    ...{ what: 'Quoi', with: 'Avec', when: 'Quand', where: 'Où', total: 'Total', cancellation: 'Annulation', refund: 'Remboursement' },
    ...{ code: 'Code de confirmation', keptUntil: 'Gardé pour vous jusqu’au', yourDays: 'Vos jours' },
    ...{ period: 'Période', due: 'À régler', payBy: 'À payer jusqu’au', payment: 'Paiement' },
  },
  links: {
    reply: 'Lire et répondre',
    ...{ pay: 'Payer maintenant', seeDue: 'Voir ce qui est dû' },
    ...{ manage: 'Modifier ou annuler', manageOne: 'Modifier ou annuler le {date}', see: 'Voir la réservation' },
    ...{ google: 'Ajouter à Google Agenda', outlook: 'Ajouter à Outlook', answer: 'Accepter ou refuser' },
    leave: 'Voir ou quitter la liste',
  },
  terms: {
    kept: 'Aucun',
    ...{ online: 'En ligne par carte, ou à l’accueil', atDesk: 'À l’accueil, lors de votre prochaine visite' },
    ...{ free: 'Gratuit', freeUntil: 'Gratuite jusqu’au {until}', back: '{percent} remboursés' },
    ...{ backUntil: '{percent} remboursés jusqu’au {until}', noRefund: 'Aucun remboursement en cas d’annulation' },
    none: 'Aucun, selon les conditions d’annulation',
    ...{ taken: '{amount} débités de votre carte', takenUntil: '{amount} débités de votre carte jusqu’au {until}' },
  },
  wait: { days: 'du {from} au {to}', from: 'à partir de {time}', until: 'jusqu’à {time}' },
  dates: { one: '{count} date', other: '{count} dates' },
  nights: { one: 'pour {count} nuit', other: 'pour {count} nuits' },
  minutes: { one: 'pour {count} minute', other: 'pour {count} minutes' },
  sampleMessage: 'Merci de nous l’avoir signalé. Nous en sommes désolés et allons vérifier.',
  sandbox: 'Bac à sable',
  test: 'Essai',
};
