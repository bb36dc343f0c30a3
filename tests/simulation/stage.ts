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
  /** Who knocks before this instant comes in at it, all at once; in the past while there is no rush. */
  readonly rush: { at: number };
  /** devices that may be told that they were copied */
  readonly suspects: Set<string>;
  /** Has the server done this command, as far as can be seen at once? */
  wasDone(commandId: string): boolean;
  /** what a server had refused that has forgotten it since */
  readonly forgotten: Set<string>;
  /** has the weather cleared for good */
  isCalm(): boolean;
}
