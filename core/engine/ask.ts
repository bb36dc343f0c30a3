/** Questions go the other way and cannot write. */
import { refuse } from '../base/refusal.ts';
import { type Actor, isAllowed } from '../contracts/actor.ts';
import { nowIn } from './clock.ts';
import { type Engine, parseInput } from './engine.ts';

export interface Question {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly name: string;
  readonly input: unknown;
}

/** @throws Refusal `forbidden`, `invalid_request`, or the query's own */
export async function ask(engine: Engine, { tenantId, actor, name, input }: Question): Promise<unknown> {
  const query =
    engine.registry.queries.get(name) ?? refuse('invalid_request', { issues: [{ path: 'name', expected: 'the name of a query' }] });
  if (!isAllowed(actor, query.allow)) refuse('forbidden', { query: name });
  const parsed = parseInput(query.input, input);
  return engine.database.read(tenantId, async (db) => query.run({ db, ctx: { actor, now: await nowIn(engine, db) } }, parsed));
}
