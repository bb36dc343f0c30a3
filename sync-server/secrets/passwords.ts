/** Passwords: Argon2id, whose hash names its own cost. */
import { randomSecret } from './tokens.ts';

/** Loaded at the first password: most starts see none. */
const argon2 = () => import('@node-rs/argon2');

export const hashPassword = async (password: string): Promise<string> => (await argon2()).hash(password);

let decoy: Promise<string> | undefined;

/** As slow for an address that nobody has as for a wrong password, so that the time tells nothing. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  decoy ??= hashPassword(randomSecret());
  const { verify } = await argon2();
  const matches = await verify(passwordHash ?? (await decoy), password);
  return matches && passwordHash !== null;
}
