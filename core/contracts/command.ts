import type { z } from 'zod';
import type { Prefix } from '../base/ids.ts';
import type { WriteDb } from '../data/database.ts';
import type { Actor, Allowance } from './actor.ts';
import type { DomainEvent } from './event.ts';

export interface CommandContext {
  readonly commandId: string;
  readonly actor: Actor;
  /** epoch ms at which the author acted: a walk-in taken offline at 10:00 is judged at 10:00 */
  readonly now: number;
  /** the server's own clock: holds and tokens go by it */
  readonly serverNow: number;
  /** the time outside, by which workers take what is to be sent; a sandbox's own clock may be ahead of it */
  readonly outsideNow: number;
  /** `desktop` where the run is an optimistic one that the server will repeat */
  readonly side: 'server' | 'desktop';
  newId(prefix: Prefix): string;
  emit(event: DomainEvent): void;
}

export interface Command<S extends z.ZodType = z.ZodType, R = unknown> {
  readonly name: string;
  readonly allow: Allowance;
  /** may it run on a desktop without the server */
  readonly offline: boolean;
  /** the newest shape of its input that this code reads; 1 where absent */
  readonly version?: number;
  readonly input: S;
  run(world: { db: WriteDb; ctx: CommandContext }, input: z.output<S>): Promise<R>;
}

export function defineCommand<S extends z.ZodType, R>(command: Command<S, R>): Command<S, R> {
  return command;
}
