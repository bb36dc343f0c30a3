import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { managers } from '../../../contracts/actor.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { idOf, Text } from '../../../contracts/fields.ts';
import { mustLoadKnownCustomer } from '../../customers/store.ts';
import { customerErased } from '../events.ts';
import { eraseAll } from '../store/erasure.ts';
import { mustBeSettled } from '../store/hindrances.ts';
import { theirsOf, tracesOf } from '../store/theirs.ts';

const plainly = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ');

/**
 * Takes out of every table what says who a customer was: name, e-mail, phone, notes and answers, in their record, bookings, places on
 * the waiting list, disputes, letters, deliveries of webhooks, the history, and the answers that are kept of commands and requests. What was
 * booked when, and the money, stay for the books. `name`: theirs, typed again.
 *
 * What it does not reach: files of evidence, which stay until each is removed from its booking or dispute (`bookings.removeEvidence`), as they may
 * show others; backups and exports made before, which hold them for as long as they are kept (backups 14 days); what a desktop has done
 * itself, in its own list of commands (14 days after they were answered); and what others were sent: mailboxes, webhooks, Stripe.
 *
 * Refuses `not_found`, `invalid_request` {issues} for another name, `invalid_transition` for one that was erased before, and `in_use`
 * {kind: bookings, card, money or plan; count} for bookings ahead, cards held or kept, money owed or on its way, plans that run.
 */
export const eraseCustomer = defineCommand({
  name: 'customers.erase',
  allow: { roles: managers, scope: 'admin' },
  offline: false,
  input: z.strictObject({ customerId: idOf('cus'), name: Text(500) }),
  async run(world, { customerId, name }) {
    const { db, ctx } = world;
    const customer = await mustLoadKnownCustomer(db, customerId);
    if (plainly(name) !== plainly(customer.name))
      refuse('invalid_request', { issues: [{ path: 'name', expected: 'the customer’s name' }] });
    const theirs = await theirsOf(db, customer);
    await mustBeSettled(db, theirs, ctx.now);
    const traces = tracesOf(theirs);
    await eraseAll(world, { theirs, traces });
    ctx.emit(customerErased(customer.id, traces));
    return { customerId: customer.id, files: theirs.evidence.filter(({ kind }) => kind !== 'link').length };
  },
});
