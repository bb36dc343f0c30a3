import type { Census } from './census.ts';
import type { Chance } from './chance.ts';
import type { VirtualClock } from './clock.ts';
import type { Receivers } from './receivers.ts';

/** What everybody in a run shares. */
export interface Stage {
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly census: Census;
  readonly receivers: Receivers;
  /** of what happened, into the trace */
  note(line: string): void;
  /** A promise was broken. */
  complain(sentence: string): void;
  /** devices that may be told that they were copied */
  readonly suspects: Set<string>;
  /** has the weather cleared for good */
  isCalm(): boolean;
}
