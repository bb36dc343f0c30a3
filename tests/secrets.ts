/**
 * Secrets as the server keeps them, at the least that they can cost: a hash names its own, so that the door which proves them is the
 * very same. What it costs to guess one is no business of most tests, and half of what they would take.
 */
import { hash as argon2 } from '@node-rs/argon2';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { type NewApiKey, wordedKey } from '#server/secrets/apiKeys.ts';

const LEAST_BCRYPT = 4;

export const cheapHash = (password: string): Promise<string> => argon2(password, { memoryCost: 8, timeCost: 1, parallelism: 1 });

export async function cheapKey(place: Parameters<typeof wordedKey>[0]): Promise<NewApiKey> {
  const { token, prefix, secret } = wordedKey(place);
  return { token, prefix, secretHash: await bcrypt(secret, LEAST_BCRYPT) };
}
