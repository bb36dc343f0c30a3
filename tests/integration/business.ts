import pino from 'pino';
import type { Json } from '#core/base/json.ts';
import type { Clock } from '#core/base/ports.ts';
import { derivedBody } from '#core/base/ids.ts';
import type { Actor } from '#core/contracts/actor.ts';
import { ask } from '#core/engine/ask.ts';
import type { Engine, Outcome } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { memoryCounters } from '#server/limits.ts';
import { defaultOptions, type ServerOptions, type ServerParts } from '#server/parts.ts';
import { openTestDatabase } from '../database.ts';

export interface Business {
  readonly tenantId: string;
  readonly parts: ServerParts;
  readonly engine: Engine;
  /** A command by the desk, that must be accepted. */
  run(name: string, input: unknown, as?: Actor): Promise<Record<string, string>>;
  outcome(name: string, input: unknown, as?: Actor): Promise<Outcome>;
  ask(name: string, input: unknown): Promise<unknown>;
  /** an offering that is open every day from 08:00 to 20:00, published */
  offer(fields: Readonly<Record<string, Json>>): Promise<string>;
  close(): Promise<void>;
}

export const mara: Actor = { kind: 'member', id: `mbr_${derivedBody('mara')}`, role: 'OWNER', name: 'Mara Okafor' };

const everyDay = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({
  dayOfWeek,
  startTime: '08:00',
  endTime: '20:00',
  slotMinutes: null,
  capacity: null,
  validFrom: null,
  validUntil: null,
}));

/** One business on a database of its own, with a server's parts around it and no server. */
export async function openBusiness({ clock, options = {} }: { clock: Clock; options?: Partial<ServerOptions> }): Promise<Business> {
  const { database, close } = await openTestDatabase();
  const engine: Engine = { database, registry: slotkeeperRegistry(), clock, side: 'server' };
  const tenantId = `tnt_${derivedBody('atlas')}`;
  let commands = 0;
  const outcome = (name: string, input: unknown, actor: Actor = mara) => {
    const commandId = `cmd_${derivedBody(`test/${commands++}`)}`;
    return execute(engine, { tenantId, actor, envelope: { commandId, name, input } });
  };
  const run = async (name: string, input: unknown, actor?: Actor) => {
    const answer = await outcome(name, input, actor);
    if (!answer.ok) throw new Error(`${name} was refused: ${answer.code} ${JSON.stringify(answer.facts)}`);
    return answer.value as Record<string, string>;
  };
  const profile = {
    name: 'Atlas Studios',
    timezone: 'Europe/Berlin',
    displayCurrency: 'EUR',
    brandColor: '#0F766E',
    logoUrl: null,
    contactEmail: 'hello@atlas.example',
  };
  await run('tenants.create', { subdomain: 'atlas', profile, sandboxOf: null }, { kind: 'system', id: 'test', name: 'Test' });
  return {
    tenantId,
    engine,
    run,
    outcome,
    ask: (name, input) => ask(engine, { tenantId, actor: mara, name, input }),
    async offer(fields) {
      const { offeringId } = await run('catalog.createOffering', { title: 'Haircut', basePriceCents: 4_500, ...fields });
      await run('availability.setSchedule', { subjectId: offeringId, rules: everyDay });
      await run('catalog.publishOffering', { offeringId });
      return offeringId ?? '';
    },
    parts: {
      engine,
      serverKey: Buffer.alloc(32, 7),
      publicUrl: () => 'https://book.example',
      logger: pino({ level: 'silent' }),
      options: { ...defaultOptions, ...options },
      counters: memoryCounters(),
    },
    close,
  };
}
