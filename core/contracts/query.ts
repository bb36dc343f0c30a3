import type { z } from 'zod';
import type { ReadDb } from '../data/database.ts';
import type { Actor, Allowance } from './actor.ts';

export interface QueryContext {
  readonly actor: Actor;
  /** epoch ms */
  readonly now: number;
}

export interface Query<S extends z.ZodType = z.ZodType, R = unknown> {
  readonly name: string;
  readonly allow: Allowance;
  readonly input: S;
  run(world: { db: ReadDb; ctx: QueryContext }, input: z.output<S>): Promise<R>;
}

export function defineQuery<S extends z.ZodType, R>(query: Query<S, R>): Query<S, R> {
  return query;
}
