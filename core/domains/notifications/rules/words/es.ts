import type { MailWords } from './shape.ts';

export const es: MailWords = {
  templates: {
    booking_received: {
      subject: 'Hemos recibido su solicitud: {offering}',
      body: 'Hola, {customer}:\n\n{business} ha recibido su solicitud y responderá pronto.',
    },
    booking_confirmed: { subject: 'Confirmada: {offering}', body: 'Hola, {customer}:\n\nSu reserva en {business} está confirmada.' },
    booking_rescheduled: {
      subject: 'Nueva hora: {offering}',
      body: 'Hola, {customer}:\n\nSu reserva en {business} tiene una nueva hora.',
    },
    booking_cancelled: { subject: 'Cancelada: {offering}', body: 'Hola, {customer}:\n\nSu reserva en {business} está cancelada.' },
    series_received: {
      subject: 'Hemos recibido su solicitud: {offering}, {dates}',
      body: 'Hola, {customer}:\n\n{business} ha recibido su solicitud y responderá pronto.',
    },
    series_confirmed: {
      subject: 'Confirmada: {offering}, {dates}',
      body: 'Hola, {customer}:\n\nSu serie en {business} está confirmada: {dates}.',
    },
    series_rescheduled: {
      subject: 'Nuevas horas: {offering}',
      body: 'Hola, {customer}:\n\nSu serie en {business} tiene nuevas horas. Estas son sus fechas tal como quedan ahora.',
    },
    series_cancelled: {
      subject: 'Cancelada: {offering}, {dates}',
      body: 'Hola, {customer}:\n\nSu serie en {business} está cancelada: {dates}.',
    },
    waitlist_joined: {
      subject: 'Está en la lista de espera: {offering}',
      body: 'Hola, {customer}:\n\nLe escribiremos en cuanto quede libre una hora en {business}.',
    },
    waitlist_offered: {
      subject: 'Hay un sitio para usted: {offering}',
      body: 'Hola, {customer}:\n\nHa quedado libre una hora en {business} y se la guardamos.',
    },
    booking_reminder: {
      subject: 'Hasta pronto: {offering}',
      body: 'Hola, {customer}:\n\nLe recordamos su reserva en {business}. Si no puede venir, avísenos con tiempo, por favor.',
    },
    review_request: {
      subject: '¿Qué tal fue? {offering}',
      body: 'Hola, {customer}:\n\nGracias por venir a {business}. Nos gustaría saber qué tal fue: basta con responder a este mensaje.',
    },
    payment_failed: {
      subject: 'Su pago no se ha realizado: {offering}',
      body: 'Hola, {customer}:\n\nSu pago a {business} no se ha realizado y no se le ha cobrado nada. Su hora sigue reservada: puede volver a pagar, con la misma tarjeta o con otra.',
    },
    payment_refunded: {
      subject: 'Su dinero está en camino: {amount}',
      body: 'Hola, {customer}:\n\n{business} le ha devuelto {amount}. Según su banco, tarda unos días en llegar.',
    },
    dispute_message: {
      subject: 'Un mensaje sobre su reserva: {offering}',
      body: 'Hola, {customer}:\n\n{business} le ha escrito sobre su reserva:\n\n{message}\n\nEn la página de su reserva puede leerlo todo y responder.',
    },
    dispute_resolved: {
      subject: 'Decisión: {offering}',
      body: 'Hola, {customer}:\n\n{business} ha revisado lo que no fue bien con su reserva y ha decidido:\n\n{message}',
    },
    plan_due: {
      subject: '{amount} por pagar: {offering}',
      body: 'Hola, {customer}:\n\nTiene {amount} por pagar por {offering} en {business}. Le rogamos que pague a más tardar: {until}.',
    },
    sign_in_code: {
      subject: 'Su código: {code}',
      body: 'Su código para {business} es {code}. Es válido durante diez minutos.\n\nSi no lo ha pedido, ignore este mensaje: sin el código no entra nadie.',
    },
  },
  labels: {
    ...{ what: 'Qué', with: 'Con', when: 'Cuándo', where: 'Dónde', total: 'Total', cancellation: 'Cancelación', refund: 'Reembolso' },
    ...{ code: 'Código de confirmación', keptUntil: 'Reservado para usted hasta', yourDays: 'Sus días' },
    ...{ period: 'Período', due: 'Por pagar', payBy: 'Pagar hasta', payment: 'Forma de pago' },
  },
  links: {
    reply: 'Leer y responder',
    ...{ pay: 'Pagar ahora', seeDue: 'Ver lo pendiente' },
    ...{ manage: 'Cambiar o cancelar', manageOne: 'Cambiar o cancelar: {date}', see: 'Ver la reserva' },
    ...{ google: 'Añadir a Google Calendar', outlook: 'Añadir a Outlook', answer: 'Aceptar o rechazar', leave: 'Ver o dejar la lista' },
  },
  terms: {
    kept: 'Ninguno',
    ...{ online: 'En línea con tarjeta, o en recepción', atDesk: 'En recepción, en su próxima visita' },
    ...{ free: 'Gratis', freeUntil: 'Gratis hasta {until}', back: '{percent} de reembolso' },
    ...{ backUntil: '{percent} de reembolso hasta {until}', noRefund: 'Sin reembolso si cancela' },
    none: 'Ninguno, según la política de cancelación',
    ...{ taken: 'Se cobran {amount} en su tarjeta', takenUntil: 'Se cobran {amount} en su tarjeta hasta {until}' },
  },
  wait: { days: 'del {from} al {to}', from: 'desde las {time}', until: 'hasta las {time}' },
  dates: { one: '{count} fecha', other: '{count} fechas' },
  nights: { one: 'por {count} noche', other: 'por {count} noches' },
  minutes: { one: 'por {count} minuto', other: 'por {count} minutos' },
  sampleMessage: 'Gracias por avisarnos. Lo sentimos y vamos a comprobarlo.',
  sandbox: 'Pruebas',
  test: 'Prueba',
};
