/** A command that the person was told is taken. */
export interface Taken {
  readonly name: string;
  readonly input: unknown;
  readonly value: unknown;
  /** whose profile has it: who left and came back has another */
  readonly memberId: string;
}

/** What the person at a desktop knows of their commands, by id. The copies of one profile share it up to the copying. */
export interface Memory {
  readonly taken: Map<string, Taken>;
  /** the desktop was gone before it said */
  readonly unsure: Set<string>;
  /** lost with the disk that an older one replaced */
  readonly lost: Set<string>;
  /** refused, seen, and put away */
  readonly discarded: Set<string>;
}

export const newMemory = (): Memory => ({ taken: new Map(), unsure: new Set(), lost: new Set(), discarded: new Set() });

export const copyOf = ({ taken, unsure, lost, discarded }: Memory): Memory => ({
  taken: new Map(taken),
  unsure: new Set(unsure),
  lost: new Set(lost),
  discarded: new Set(discarded),
});

/** The disk is as it was when only these had been taken. */
export function forgetAllBut(memory: Memory, kept: ReadonlySet<string>): void {
  for (const id of [...memory.taken.keys()].filter((taken) => !kept.has(taken))) {
    memory.taken.delete(id);
    memory.lost.add(id);
  }
}
