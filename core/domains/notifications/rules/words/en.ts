import type { MailWords } from './shape.ts';

export const en: MailWords = {
  templates: {
    booking_received: {
      subject: 'We have your request: {offering}',
      body: 'Hello {customer},\n\n{business} has your request and will answer it soon.',
    },
    booking_confirmed: { subject: 'Confirmed: {offering}', body: 'Hello {customer},\n\nYour booking with {business} is confirmed.' },
    booking_rescheduled: { subject: 'New time: {offering}', body: 'Hello {customer},\n\nYour booking with {business} has a new time.' },
    booking_cancelled: { subject: 'Cancelled: {offering}', body: 'Hello {customer},\n\nYour booking with {business} is cancelled.' },
    series_received: {
      subject: 'We have your request: {offering}, {dates}',
      body: 'Hello {customer},\n\n{business} has your request and will answer it soon.',
    },
    series_confirmed: {
      subject: 'Confirmed: {offering}, {dates}',
      body: 'Hello {customer},\n\nYour series with {business} is confirmed: {dates}.',
    },
    series_rescheduled: {
      subject: 'New times: {offering}',
      body: 'Hello {customer},\n\nYour series with {business} has new times. Here are your dates as they are now.',
    },
    series_cancelled: {
      subject: 'Cancelled: {offering}, {dates}',
      body: 'Hello {customer},\n\nYour series with {business} is cancelled: {dates}.',
    },
    waitlist_joined: {
      subject: 'You are on the waiting list: {offering}',
      body: 'Hello {customer},\n\nWe will write to you as soon as a time becomes free at {business}.',
    },
    waitlist_offered: {
      subject: 'A place for you: {offering}',
      body: 'Hello {customer},\n\nA time has become free at {business}, and it is kept for you.',
    },
    booking_reminder: {
      subject: 'See you soon: {offering}',
      body: 'Hello {customer},\n\nThis is a reminder of your booking with {business}. If you cannot come, please let us know in time.',
    },
    review_request: {
      subject: 'How was it? {offering}',
      body: 'Hello {customer},\n\nThank you for coming to {business}. We would be glad to hear how it was: simply answer this letter.',
    },
    payment_failed: {
      subject: 'Your payment did not work: {offering}',
      body: 'Hello {customer},\n\nYour payment to {business} did not work, and nothing was charged. Your time is still kept for you: you can pay again, with the same card or another.',
    },
    payment_refunded: {
      subject: 'Your money is on its way back: {amount}',
      body: 'Hello {customer},\n\n{business} has sent {amount} back to you. Depending on your bank it takes a few days to arrive.',
    },
    dispute_message: {
      subject: 'A message about your booking: {offering}',
      body: 'Hello {customer},\n\n{business} has written to you about your booking:\n\n{message}\n\nYou can read everything and answer on the page of your booking.',
    },
    dispute_resolved: {
      subject: 'Decided: {offering}',
      body: 'Hello {customer},\n\n{business} has looked into what went wrong with your booking, and has decided:\n\n{message}',
    },
    plan_due: {
      subject: '{amount} due: {offering}',
      body: 'Hello {customer},\n\n{amount} is due for {offering} at {business}. Please pay by {until}.',
    },
    sign_in_code: {
      subject: 'Your code: {code}',
      body: 'Your code for {business} is {code}. It is good for ten minutes.\n\nIf you did not ask for it, ignore this letter: without the code nobody gets in.',
    },
  },
  labels: {
    ...{ what: 'What', with: 'With', when: 'When', where: 'Where', total: 'Total', cancellation: 'Cancellation', refund: 'Refund' },
    ...{ code: 'Confirmation code', keptUntil: 'Kept for you until', yourDays: 'Your days' },
    ...{ period: 'Period', due: 'Due', payBy: 'Pay by', payment: 'How to pay' },
  },
  links: {
    reply: 'Read and answer',
    ...{ pay: 'Pay now', seeDue: 'See what is due' },
    ...{ manage: 'Change or cancel', manageOne: 'Change or cancel {date}', see: 'See the booking' },
    ...{ google: 'Add to Google Calendar', outlook: 'Add to Outlook', answer: 'Accept or decline', leave: 'See or leave the list' },
  },
  terms: {
    kept: 'None',
    ...{ online: 'By card, online, or at the desk', atDesk: 'At the desk, on your next visit' },
    ...{ free: 'Free', freeUntil: 'Free until {until}', back: '{percent} back', backUntil: '{percent} back until {until}' },
    ...{ noRefund: 'No refund if you cancel', none: 'None, by the cancellation policy' },
    ...{ taken: '{amount} charged to your card', takenUntil: '{amount} charged to your card if you cancel by {until}' },
  },
  wait: { days: '{from} to {to}', from: 'from {time}', until: 'until {time}' },
  dates: { one: '{count} date', other: '{count} dates' },
  nights: { one: 'for {count} night', other: 'for {count} nights' },
  minutes: { one: 'for {count} minute', other: 'for {count} minutes' },
  sampleMessage: 'Thank you for telling us. We are sorry, and will look into it.',
  sandbox: 'Sandbox',
  test: 'Test',
};
