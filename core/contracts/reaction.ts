import type { WriteDb } from '../data/database.ts';
import type { CommandContext } from './command.ts';
import type { RecordedEvent } from './event.ts';

/** What a domain does, in the same transaction, on hearing another's event. */
export interface Reaction {
  readonly name: string;
  /** event names; `*` hears all */
  readonly on: readonly string[];
  /** `server`: the desktop leaves it to the server */
  readonly side: 'both' | 'server';
  run(world: { db: WriteDb; ctx: CommandContext }, event: RecordedEvent): Promise<void>;
}

export function defineReaction(reaction: Reaction): Reaction {
  return reaction;
}
