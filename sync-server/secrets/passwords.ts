/** Passwords: Argon2id, whose hash names its own cost. */
import { hash, verify } from '@node-rs/argon2';
import { randomSecret } from './tokens.ts';

export const hashPassword = (password: string): Promise<string> => hash(password);

let decoy: Promise<string> | undefined;

/** As slow for an address that nobody has as for a wrong password, so that the time tells nothing. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  decoy ??= hashPassword(randomSecret());
  const matches = await verify(passwordHash ?? (await decoy), password);
  return matches && passwordHash !== null;
}
