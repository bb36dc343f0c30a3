/** What the process takes for random, in the hand of the seed: the doors make their ids and secrets of `randomBytes`. */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import type { Chance } from './chance.ts';

/** @returns how to give the system's own back */
export function seedEntropy(chance: Chance): () => void {
  const { randomBytes } = crypto;
  const seeded = (size: number) => Buffer.from(Array.from({ length: size }, () => chance.between(0, 256)));
  crypto.randomBytes = seeded;
  syncBuiltinESMExports();
  return () => {
    crypto.randomBytes = randomBytes;
    syncBuiltinESMExports();
  };
}
