/**
 * `slk_live_<prefix>.<secret>`: the prefix names tenant and key, bcrypt keeps the secret. A secret that was right once is
 * remembered by its digest, so that bcrypt runs once a key and process; the key's row is read every time, so revoking is instant.
 */
import { setImmediate } from 'node:timers/promises';
import type { Scope } from '#core/contracts/actor.ts';
import { ask } from '#core/engine/ask.ts';
import { execute } from '#core/engine/execute.ts';
import type { Engine } from '#core/engine/engine.ts';
import { MINUTE } from '#core/base/time.ts';
import { findTenant } from '#server/directory.ts';
import { isBody, newCommandId, bodyOf, randomBody, randomSecret, sameSecret, sha256Hex } from './tokens.ts';

/** Loaded at the first key. */
const bcrypt = () => import('@node-rs/bcrypt');

const COST = 10;
const TOKEN = /^slk_(live|test)_([0-9a-hjkmnp-tv-z]{28})\.([0-9a-hjkmnp-tv-z]{32})$/;

export interface NewApiKey {
  readonly token: string;
  readonly prefix: string;
  readonly secretHash: string;
}

interface Place {
  readonly tenantId: string;
  readonly sandbox: boolean;
}

/** The words of a new key, of which its hash is still to be made. */
export function wordedKey({ tenantId, sandbox }: Place): { readonly token: string; readonly prefix: string; readonly secret: string } {
  const prefix = `${bodyOf(tenantId)}${randomBody().slice(0, 8)}`;
  const secret = randomSecret();
  return { token: `slk_${sandbox ? 'test' : 'live'}_${prefix}.${secret}`, prefix, secret };
}

export async function newApiKey(place: Place): Promise<NewApiKey> {
  const { token, prefix, secret } = wordedKey(place);
  const { hash } = await bcrypt();
  return { token, prefix, secretHash: await hash(secret, COST) };
}

export interface KeyHolder {
  readonly tenantId: string;
  readonly keyId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** of a sandbox twin */
  readonly sandbox: boolean;
}

interface Credential {
  readonly keyId: string;
  readonly name: string;
  readonly scopes: Scope[];
  readonly secretHash: string;
  readonly lastUsedAt: number | null;
}

export const doorkeeper = { kind: 'system', id: 'door', name: 'Slotkeeper' } as const;

export interface ApiKeys {
  /** undefined: unknown, wrong or revoked; nothing says which */
  holderOf(token: string): Promise<KeyHolder | undefined>;
}

export function apiKeysOf(engine: Engine): ApiKeys {
  /** stored hash → digest of the secret that it was proven with */
  const proven = new Map<string, string>();
  const notedAt = new Map<string, number>();
  /** which it is never changes */
  const sandboxes = new Map<string, boolean>();

  async function isSandbox(tenantId: string): Promise<boolean> {
    const known = sandboxes.get(tenantId);
    if (known !== undefined) return known;
    const found = await findTenant(engine.database, tenantId);
    const sandbox = found !== undefined && found.sandboxOf !== null;
    if (found !== undefined) sandboxes.set(tenantId, sandbox);
    return sandbox;
  }

  async function isSecret(secret: string, secretHash: string): Promise<boolean> {
    const digest = sha256Hex(secret);
    const known = proven.get(secretHash);
    if (known !== undefined) return sameSecret(known, digest);
    const { verify } = await bcrypt();
    if (!(await verify(secret, secretHash))) return false;
    if (proven.size >= 10_000) proven.clear();
    proven.set(secretHash, digest);
    return true;
  }

  async function noteUse(tenantId: string, { keyId, lastUsedAt }: Credential): Promise<void> {
    const now = engine.clock.now();
    if (now - Math.max(notedAt.get(keyId) ?? 0, lastUsedAt ?? 0) < MINUTE) return;
    notedAt.set(keyId, now);
    const envelope = { commandId: newCommandId(engine.clock.now()), name: 'members.noteKeyUse', input: { keyId } };
    await execute(engine, { tenantId, actor: doorkeeper, envelope });
  }

  async function lookUp(token: string): Promise<KeyHolder | undefined> {
    const [, world = '', prefix = '', secret = ''] = TOKEN.exec(token) ?? [];
    const tenantBody = prefix.slice(0, 20);
    if (!isBody(tenantBody)) return undefined;
    const tenantId = `tnt_${tenantBody}`;
    const found = await ask(engine, { tenantId, actor: doorkeeper, name: 'members.keyCredential', input: { prefix } });
    const credential = found as Credential | null;
    if (credential === null || !(await isSecret(secret, credential.secretHash))) return undefined;
    // The word is part of the key: a live key that says it is a test key opens nothing.
    const sandbox = await isSandbox(tenantId);
    if ((world === 'test') !== sandbox) return undefined;
    await noteUse(tenantId, credential);
    return { tenantId, keyId: credential.keyId, name: credential.name, scopes: credential.scopes, sandbox };
  }

  /** Requests that come in one turn of the event loop with one token are one look, made after the last of them has come. */
  const looks = new Map<string, Promise<KeyHolder | undefined>>();

  return {
    holderOf(token) {
      let look = looks.get(token);
      if (look === undefined) {
        look = setImmediate().then(() => {
          looks.delete(token);
          return lookUp(token);
        });
        looks.set(token, look);
      }
      return look;
    },
  };
}
