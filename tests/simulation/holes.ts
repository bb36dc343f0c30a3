/** A phantom is allowed on a desktop, a hole never: what the server has done of what was taken here stands here. */
import type { Memory } from './memory.ts';
import type { Sight } from './sight.ts';
import type { Stage } from './stage.ts';

const madeBy: Readonly<Record<string, { readonly table: string; readonly key: string }>> = {
  'bookings.create': { table: 'bookings', key: 'bookingId' },
  'customers.create': { table: 'customers', key: 'customerId' },
};

/** One customer an address is all that can keep `customers.create` from making what it made when it was taken. */
const vanished = `select command_id from local_commands where state = 'pending' and name = 'customers.create'
  and (select complete from sync_state) = 1
  and not exists (select 1 from customers where email = json_extract(local_commands.input, '$.email'))`;

export interface Watch {
  /** Looks at what waits, and at what has been acknowledged since it last looked. */
  look(sight: Sight): void;
  /** A statement was made to fail: what is not there now may be missing for that. */
  excuse(sight: Sight): void;
}

export function watchForHoles(memory: Memory, { wasDone, complain }: Pick<Stage, 'wasDone' | 'complain'>): Watch {
  const seen = new Set<string>();
  const excused = new Set<string>();
  return {
    excuse(sight) {
      for (const { command_id: id } of sight.all("select command_id from local_commands where state = 'pending'")) excused.add(String(id));
    },
    look(sight) {
      for (const { command_id: id } of sight.all(vanished))
        if (!excused.has(String(id))) complain(`a customer waits for the server (${id}), and is not there`);
      for (const { command_id: commandId, name } of sight.all("select command_id, name from local_commands where state = 'acknowledged'")) {
        const id = String(commandId);
        if (seen.has(id)) continue;
        seen.add(id);
        const made = madeBy[String(name)];
        const value = memory.taken.get(id)?.value as Record<string, string> | undefined;
        if (made === undefined || value === undefined || !wasDone(id)) continue;
        const rows = sight.all(`select id from ${made.table} where id = ?`, String(value[made.key]));
        if (rows.length === 0) complain(`${String(name)} is acknowledged, and what it made is not there`);
      }
    },
  };
}
