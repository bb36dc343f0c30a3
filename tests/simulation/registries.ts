/** What the apps and the server of a run can: all that is Slotkeeper, and a little that goes wrong between them. */
import { refuse } from '#core/base/refusal.ts';
import { defineCommand } from '#core/contracts/command.ts';
import { customers } from '#core/domains/customers/tables.ts';
import type { Registry } from '#core/engine/registry.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { z } from 'zod';
import { Injected } from './life.ts';

const staff = { roles: ['OWNER', 'ADMIN', 'STAFF'] } as const;
const input = z.strictObject({ customerId: z.string() });

/** What an app can that is newer than the server. */
const praise = defineCommand({
  name: 'customers.praise',
  allow: staff,
  offline: true,
  input,
  run: async ({ db, ctx }, { customerId }) => void (await db.patch(customers, customerId, { notes: 'a joy', updatedAt: ctx.now })),
});

/** What the server breaks on whenever it is asked, halfway through. */
const curse = defineCommand({
  name: 'customers.curse',
  allow: staff,
  offline: true,
  input,
  async run({ db, ctx }, { customerId }) {
    await db.patch(customers, customerId, { notes: 'a pest', updatedAt: ctx.now });
    if (ctx.side === 'server') throw new Injected('statement failed');
  },
});

/** What every desk takes and the server never grants: a refusal leaves no revision behind. */
const wish = defineCommand({
  name: 'customers.wish',
  allow: staff,
  offline: true,
  input,
  async run({ db, ctx }, { customerId }) {
    await db.patch(customers, customerId, { notes: 'a wish', updatedAt: ctx.now });
    if (ctx.side === 'server') refuse('not_found', { kind: 'wish', id: customerId });
  },
});

const all = slotkeeperRegistry();
const ours = [curse, wish].map((command) => [command.name, command as never] as const);

export const usual: Registry = { ...all, commands: new Map([...all.commands, ...ours]) };
export const newer: Registry = { ...usual, commands: new Map([...usual.commands, [praise.name, praise as never]]) };
