/** When the next one dies: at the Nth of something that is counted. */
import type { Chance } from '../simulation/chance.ts';
import type { Program } from './programs.ts';

/** an answer to a client, a webhook that arrived, an answered push; or as soon as it says that it is ready */
export const moments = ['answer', 'delivery', 'push', 'ready'] as const;
export type Moment = (typeof moments)[number];

export interface Kill {
  readonly moment: Moment;
  readonly nth: number;
}

const MOST_ANSWERS = 40;
const MOST_PUSHES = 4;

export function nextKill(chance: Chance): Kill {
  const roll = chance.next();
  if (roll < 0.55) return { moment: 'answer', nth: chance.between(1, MOST_ANSWERS) };
  if (roll < 0.7) return { moment: 'delivery', nth: chance.between(1, MOST_ANSWERS) };
  if (roll < 0.85) return { moment: 'push', nth: chance.between(1, MOST_PUSHES) };
  return { moment: 'ready', nth: 0 };
}

export interface Trigger {
  arm(victim: Program, kill: Kill): void;
  count(moment: Moment): void;
}

export function triggerOf(): Trigger {
  let armed: { victim: Program; moment: Moment; left: number } | undefined;
  return {
    arm(victim, { moment, nth }) {
      armed = { victim, moment, left: nth };
      if (moment === 'ready') victim.kill();
    },
    count(moment) {
      if (armed?.moment === moment && --armed.left === 0) armed.victim.kill();
    },
  };
}
