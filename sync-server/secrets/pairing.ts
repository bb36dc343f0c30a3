/** The short code that a signed-in member shows to a new device: eight characters, once, for ten minutes. */
import { eq } from 'drizzle-orm';
import { randomInt } from 'node:crypto';
import { MINUTE } from '#core/base/time.ts';
import { pairings } from '#core/domains/members/tables.ts';
import type { Engine } from '#core/engine/engine.ts';
import { sha256Hex } from './tokens.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const PAIRING_LIFETIME = 10 * MINUTE;

/** As people type it: any case, with or without the dash, O for 0, I and L for 1. */
function normalCode(code: string): string {
  return code
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '');
}

const hashOf = (code: string): string => sha256Hex(normalCode(code));

export function newPairingCode(): { code: string; codeHash: string } {
  const text = Array.from({ length: 8 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  const code = `${text.slice(0, 4)}-${text.slice(4)}`;
  return { code, codeHash: hashOf(code) };
}

/** Spends the code. undefined: unknown, used or too old. */
export async function usePairing(engine: Engine, code: string): Promise<{ tenantId: string; memberId: string } | undefined> {
  const rows = await engine.database.work((db) =>
    db
      .delete(pairings)
      .where(eq(pairings.codeHash, hashOf(code)))
      .returning(),
  );
  const pairing = rows[0];
  if (pairing === undefined || pairing.expiresAt <= engine.clock.now()) return undefined;
  return { tenantId: pairing.tenantId, memberId: pairing.memberId };
}
