/** What the apps and the server of a run can: all that is Slotkeeper, and a little that goes wrong between them. */
import { refuse } from '#core/base/refusal.ts';
import { defineCommand } from '#core/contracts/command.ts';
import { customers } from '#core/domains/customers/tables.ts';
import type { Registry } from '#core/engine/registry.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { z } from 'zod';
import { Injected } from './life.ts';

/** A command of staff that notes something about a customer, here and there; `onServer` follows where the server runs it. */
const noting = (name: string, { notes, onServer = () => {} }: { notes: string; onServer?: (customerId: string) => void }) =>
  defineCommand({
    name,
    allow: { roles: ['OWNER', 'ADMIN', 'STAFF'] },
    offline: true,
    input: z.strictObject({ customerId: z.string() }),
    async run({ db, ctx }, { customerId }) {
      await db.patch(customers, customerId, { notes, updatedAt: ctx.now });
      if (ctx.side === 'server') onServer(customerId);
    },
  });

/** What an app can that is newer than the server. */
const praise = noting('customers.praise', { notes: 'a joy' });

/** What the server breaks on whenever it is asked, halfway through. */
const curse = noting('customers.curse', {
  notes: 'a pest',
  onServer() {
    throw new Injected('statement failed');
  },
});

/** What every desk takes and the server never grants: a refusal leaves no revision behind. */
const wish = noting('customers.wish', { notes: 'a wish', onServer: (id) => refuse('not_found', { kind: 'wish', id }) });

const all = slotkeeperRegistry();
const ours = [curse, wish].map((command) => [command.name, command as never] as const);

export const usual: Registry = { ...all, commands: new Map([...all.commands, ...ours]) };
export const newer: Registry = { ...usual, commands: new Map([...usual.commands, [praise.name, praise as never]]) };
