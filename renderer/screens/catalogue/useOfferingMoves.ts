import { useMemo } from 'react';
import { runCommand } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';
import { deeds, type Moved, type OfferingMove, undone } from './offeringDeeds.ts';

interface Named extends Moved {
  title: string;
}

export type OfferingMoves = Record<OfferingMove, (offering: Named) => Promise<boolean>>;

async function runAll(commands: readonly string[], offeringId: string): Promise<void> {
  for (const command of commands) await runCommand(command, { offeringId });
}

async function moveOne(which: OfferingMove, offering: Named): Promise<boolean> {
  const { command, done } = deeds[which];
  try {
    await runCommand(command, { offeringId: offering.id });
  } catch (cause) {
    toast.problem(cause);
    return false;
  }
  toast.ok(done(offering.title), { undo: () => runAll(undone(which, offering), offering.id).catch(toast.problem) });
  return true;
}

/** What moves an offering between draft, published, archived and the trash, each with its way back. */
export function useOfferingMoves(): OfferingMoves {
  return useMemo(() => {
    const move = (which: OfferingMove) => (offering: Named) => moveOne(which, offering);
    return {
      publish: move('publish'),
      unpublish: move('unpublish'),
      archive: move('archive'),
      restore: move('restore'),
      trash: move('trash'),
    };
  }, []);
}

/** The same for many, one after the other, as the local database takes them. Tells how many went, and why another did not. */
export async function moveMany(
  offerings: readonly Moved[],
  which: OfferingMove,
  { onProgress }: { onProgress?: (done: number) => void } = {},
): Promise<void> {
  const { command, doneMany } = deeds[which];
  const gone: Moved[] = [];
  let problem: unknown;
  for (const [i, offering] of offerings.entries()) {
    try {
      await runCommand(command, { offeringId: offering.id });
      gone.push(offering);
    } catch (error) {
      problem = error;
    }
    onProgress?.(i + 1);
  }
  const back = async () => {
    for (const offering of gone) await runAll(undone(which, offering), offering.id);
  };
  const count = gone.length === offerings.length ? `${gone.length}` : `${gone.length} of ${offerings.length}`;
  if (gone.length > 0) toast.ok(`${count} ${doneMany}.`, { undo: () => back().catch(toast.problem) });
  if (problem !== undefined) toast.problem(problem);
}
