import { expect } from 'vitest';
import { derivedBody } from '#core/base/ids.ts';
import type { Json } from '#core/base/json.ts';
import { Refusal } from '#core/base/refusal.ts';
import type { Actor, Role, Scope } from '#core/contracts/actor.ts';
import type { Database } from '#core/data/database.ts';
import { ask } from '#core/engine/ask.ts';
import type { Engine, Outcome } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { openTestDatabase, type TestDatabase } from '../../database.ts';

/** A Friday, noon in Berlin. */
export const NOON = Date.parse('2026-11-20T11:00:00Z');

export const idFor = (prefix: string, name: string): string => `${prefix}_${derivedBody(name)}`;

export const member = (role: Role, name: string = role): Actor => ({ kind: 'member', id: idFor('mbr', name), role, name });
export const owner = member('OWNER');
export const key = (...scopes: Scope[]): Actor => ({ kind: 'key', id: idFor('key', scopes.join()), scopes, name: 'Website' });
export const system: Actor = { kind: 'system', id: 'system', name: 'Slotkeeper' };
export const customer = (bookingId?: string): Actor => ({
  kind: 'customer',
  id: 'customer',
  name: 'Customer',
  ...(bookingId === undefined ? {} : { bookingId }),
});

type Facts = Record<string, Json>;
type Value = Record<string, string>;

export interface Business {
  readonly tenantId: string;
  /** a command that must be accepted */
  run(name: string, input: unknown, actor?: Actor): Promise<Value>;
  outcome(name: string, input: unknown, actor?: Actor): Promise<Outcome>;
  /** a command that must be refused: `code` and facts */
  refused(name: string, input: unknown, actor?: Actor): Promise<{ code: string } & Facts>;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows what it asked for
  ask<T = any>(name: string, input?: unknown, actor?: Actor): Promise<T>;
  askRefused(name: string, input?: unknown, actor?: Actor): Promise<{ code: string } & Facts>;
  /** an offering with these hours on every day (all day where not said), published */
  offer(fields?: Readonly<Record<string, unknown>>, hours?: Readonly<Record<string, unknown>> | null): Promise<string>;
}

export interface CoreWorld extends Business {
  readonly engine: Engine;
  readonly database: Database;
  /** the server's clock */
  readonly clock: { now: number };
  business(name: string): Promise<Business>;
  close(): Promise<void>;
}

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const always = { startTime: '00:00', endTime: '24:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null };

export const profile = {
  name: 'Atlas Studios',
  timezone: 'Europe/Berlin',
  displayCurrency: 'EUR',
  brandColor: '#0F766E',
  logoUrl: null,
  contactEmail: 'hello@atlas.example',
};

interface CoreWorldParts {
  readonly now?: number;
  readonly open?: () => Promise<TestDatabase>;
}

function openInOrder(): Promise<TestDatabase> {
  let nonces = 0;
  return openTestDatabase({ newNonce: () => `nonce-${++nonces}`, defer: queueMicrotask });
}

/** The engine on a real database in a folder of its own, with a clock that stands still until it is moved. */
export async function coreWorld({ now = NOON, open = openInOrder }: CoreWorldParts = {}): Promise<CoreWorld> {
  const { database, close } = await open();
  const clock = { now };
  const engine: Engine = { database, registry: slotkeeperRegistry(), clock: { now: () => clock.now }, side: 'server' };
  const business = (name: string) => openBusiness(engine, name);
  return {
    ...(await business('atlas')),
    engine,
    database,
    clock,
    business,
    close,
  };
}

/** by the file that counts: its ids are the same whichever others ran before it in this process */
const commands = new Map<string, number>();

export function newCommandId(): string {
  const file = expect.getState().testPath ?? '';
  const count = (commands.get(file) ?? 0) + 1;
  commands.set(file, count);
  return idFor('cmd', `core/${count}`);
}

async function openBusiness(engine: Engine, name: string): Promise<Business> {
  const tenantId = idFor('tnt', name);
  const outcome = (command: string, input: unknown, actor: Actor = owner) =>
    execute(engine, { tenantId, actor, envelope: { commandId: newCommandId(), name: command, input } });
  const run = async (command: string, input: unknown, actor?: Actor) => {
    const answer = await outcome(command, input, actor);
    if (!answer.ok) throw new Error(`${command} was refused: ${answer.code} ${JSON.stringify(answer.facts)}`);
    return answer.value as Value;
  };
  await run('tenants.create', { subdomain: name, profile, sandboxOf: null }, system);
  return {
    tenantId,
    outcome,
    run,
    async refused(command, input, actor) {
      const answer = await outcome(command, input, actor);
      if (answer.ok) throw new Error(`${command} was accepted: ${JSON.stringify(answer.value)}`);
      return { ...answer.facts, code: answer.code };
    },
    ask: async (query, input = {}, actor = owner) => (await ask(engine, { tenantId, actor, name: query, input })) as never,
    async askRefused(query, input = {}, actor = owner) {
      try {
        await ask(engine, { tenantId, actor, name: query, input });
      } catch (error) {
        if (error instanceof Refusal) return { ...error.facts, code: error.code };
        throw error;
      }
      throw new Error(`${query} was answered`);
    },
    async offer(fields = {}, hours = {}) {
      const { offeringId = '' } = await run('catalog.createOffering', {
        title: 'Haircut',
        basePriceCents: 4_500,
        slotMinutes: 60,
        ...fields,
      });
      const rules = everyDay.map((dayOfWeek) => ({ ...always, ...hours, dayOfWeek }));
      if (hours !== null) await run('availability.setSchedule', { subjectId: offeringId, rules });
      await run('catalog.publishOffering', { offeringId });
      return offeringId;
    },
  };
}

export const anna = { name: 'Anna Beispiel', email: 'anna@example.org', phone: null };

/** A booking as a door would ask for it. */
export const wish = (offeringId: string, startsAt: number, rest: Readonly<Record<string, unknown>> = {}) => {
  const { endsAt, quantity, resourceId, ...booking } = rest;
  const item = { offeringId, startsAt, endsAt, quantity, resourceId };
  const stated = Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
  return { items: [stated], customer: anna, source: 'desk', ...booking };
};
