/** What the process takes for random, in the hand of the seed: the doors make their ids and secrets of `randomBytes`. */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { idBytes } from '#server/secrets/tokens.ts';
import type { Chance } from './chance.ts';

/** @returns how to give the system's own back */
export function seedEntropy(chance: Chance): () => void {
  const { randomBytes } = crypto;
  const drawn = { times: 0 };
  crypto.randomBytes = (size: number) => {
    drawn.times += 1;
    return Buffer.from(Array.from({ length: size }, () => chance.between(0, 256)));
  };
  syncBuiltinESMExports();
  // What is kept of earlier chance is used up first: a seed does the same whatever ran before it.
  while (drawn.times === 0) idBytes();
  return () => {
    crypto.randomBytes = randomBytes;
    syncBuiltinESMExports();
  };
}
