import { createHash } from 'node:crypto';

/** A number in [0, 1) that looks random and is the same for the same text, on every start. */
export function chance(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** A whole number from `from` to `to`, both included. */
export function between(text: string, [from, to]: readonly [number, number]): number {
  return from + Math.floor(chance(text) * (to - from + 1));
}

export function oneOf<T>(text: string, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(chance(text) * choices.length)] ?? choices[0];
}
