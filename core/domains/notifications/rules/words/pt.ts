import type { MailWords } from './shape.ts';

export const pt: MailWords = {
  templates: {
    booking_received: {
      subject: 'Pedido recebido: {offering}',
      body: 'Olá, {customer},\n\n{business} recebeu o seu pedido e responderá em breve.',
    },
    booking_confirmed: { subject: 'Confirmada: {offering}', body: 'Olá, {customer},\n\nA sua reserva com {business} está confirmada.' },
    booking_rescheduled: {
      subject: 'Novo horário: {offering}',
      body: 'Olá, {customer},\n\nA sua reserva com {business} tem um novo horário.',
    },
    booking_cancelled: { subject: 'Cancelada: {offering}', body: 'Olá, {customer},\n\nA sua reserva com {business} está cancelada.' },
    series_received: {
      subject: 'Pedido recebido: {offering}, {dates}',
      body: 'Olá, {customer},\n\n{business} recebeu o seu pedido e responderá em breve.',
    },
    series_confirmed: {
      subject: 'Confirmada: {offering}, {dates}',
      body: 'Olá, {customer},\n\nA sua série com {business} está confirmada: {dates}.',
    },
    series_rescheduled: {
      subject: 'Novos horários: {offering}',
      body: 'Olá, {customer},\n\nA sua série com {business} tem novos horários. Estas são as suas datas como estão agora.',
    },
    series_cancelled: {
      subject: 'Cancelada: {offering}, {dates}',
      body: 'Olá, {customer},\n\nA sua série com {business} está cancelada: {dates}.',
    },
    waitlist_joined: {
      subject: 'Está na lista de espera: {offering}',
      body: 'Olá, {customer},\n\nEscrevemos assim que houver um horário livre com {business}.',
    },
    waitlist_offered: {
      subject: 'Um lugar para si: {offering}',
      body: 'Olá, {customer},\n\nHá um horário livre com {business}, guardado para si.',
    },
    booking_reminder: {
      subject: 'Até breve: {offering}',
      body: 'Olá, {customer},\n\nLembramos a sua reserva com {business}. Se não puder vir, avise-nos a tempo, por favor.',
    },
    review_request: {
      subject: 'Como foi? {offering}',
      body: 'Olá, {customer},\n\nObrigado por ter vindo. Em {business} gostaríamos de saber como foi: basta responder a esta mensagem.',
    },
    payment_failed: {
      subject: 'O seu pagamento não foi concluído: {offering}',
      body: 'Olá, {customer},\n\nO seu pagamento a {business} não foi concluído e nada foi cobrado. O seu horário continua reservado: pode pagar de novo, com o mesmo cartão ou com outro.',
    },
    payment_refunded: {
      subject: 'O seu reembolso: {amount}',
      body: 'Olá, {customer},\n\n{business} reembolsou-lhe {amount}. Conforme o banco, demora alguns dias a chegar.',
    },
    dispute_message: {
      subject: 'Uma mensagem sobre a sua reserva: {offering}',
      body: 'Olá, {customer},\n\n{business} escreveu-lhe sobre a sua reserva:\n\n{message}\n\nNa página da sua reserva pode ler tudo e responder.',
    },
    dispute_resolved: {
      subject: 'Decisão: {offering}',
      body: 'Olá, {customer},\n\n{business} analisou o que correu mal com a sua reserva e decidiu:\n\n{message}',
    },
    plan_due: {
      subject: '{amount} a pagar: {offering}',
      body: 'Olá, {customer},\n\nTem {amount} a pagar por {offering} em {business}. Pague, por favor, até: {until}.',
    },
    sign_in_code: {
      subject: 'O seu código: {code}',
      body: 'O seu código para {business} é {code}. É válido durante dez minutos.\n\nSe não o pediu, ignore esta mensagem: sem o código ninguém entra.',
    },
  },
  labels: {
    ...{ what: 'O quê', with: 'Com', when: 'Quando', where: 'Onde', total: 'Total', cancellation: 'Cancelamento', refund: 'Reembolso' },
    ...{ code: 'Código de confirmação', keptUntil: 'Guardado para si até', yourDays: 'Os seus dias' },
    ...{ period: 'Período', due: 'A pagar', payBy: 'Pagar até', payment: 'Pagamento' },
  },
  links: {
    reply: 'Ler e responder',
    ...{ pay: 'Pagar agora', seeDue: 'Ver o que está por pagar' },
    ...{ manage: 'Alterar ou cancelar', manageOne: 'Alterar ou cancelar: {date}', see: 'Ver a reserva' },
    ...{
      google: 'Adicionar ao Google Agenda',
      outlook: 'Adicionar ao Outlook',
      answer: 'Aceitar ou recusar',
      leave: 'Ver ou sair da lista',
    },
  },
  terms: {
    kept: 'Nenhum',
    ...{ online: 'Online com cartão, ou na receção', atDesk: 'Na receção, na sua próxima visita' },
    ...{ free: 'Grátis', freeUntil: 'Grátis até {until}', back: '{percent} de reembolso' },
    ...{ backUntil: '{percent} de reembolso até {until}', noRefund: 'Sem reembolso se cancelar' },
    none: 'Nenhum, segundo a política de cancelamento',
    ...{ taken: 'Cobrança de {amount} no seu cartão', takenUntil: 'Cobrança de {amount} no seu cartão até {until}' },
  },
  wait: { days: 'de {from} a {to}', from: 'a partir das {time}', until: 'até às {time}' },
  dates: { one: '{count} data', other: '{count} datas' },
  nights: { one: 'por {count} noite', other: 'por {count} noites' },
  minutes: { one: 'por {count} minuto', other: 'por {count} minutos' },
  sampleMessage: 'Obrigado por nos avisar. Lamentamos e vamos verificar.',
  sandbox: 'Ambiente de testes',
  test: 'Teste',
};
