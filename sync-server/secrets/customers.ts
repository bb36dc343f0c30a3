/** How a customer comes in without a password: a code by mail, once, and for a day the token that it is given for. */
import { randomInt } from 'node:crypto';
import { refuse } from '#core/base/refusal.ts';
import { DAY } from '#core/base/time.ts';
import { nowOf } from '#core/engine/clock.ts';
import type { Engine, Outcome } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { callerAt } from '../limits.ts';
import { doorkeeper } from './apiKeys.ts';
import { bodyOf, isBody, newCommandId, sameSecret, signature } from './tokens.ts';

const TOKEN_LIFETIME = DAY;

interface Keys {
  readonly engine: Engine;
  readonly serverKey: Buffer;
}

interface Visitor {
  readonly tenantId: string;
  readonly email: string;
}

interface Asker extends Visitor {
  /** the address that they ask from */
  readonly ip: string;
}

/** Places are counted, and not known: a digest says nothing without this server's key. */
const placeOf = (serverKey: Buffer, { tenantId, ip }: Pick<Asker, 'tenantId' | 'ip'>): string =>
  signature(serverKey, { text: `sign-in place/${tenantId}/${callerAt(ip)}`, length: 64 });

/** Eight digits are soon tried through: only together with this server's key do they say anything to whoever reads the database. */
const hashOf = (serverKey: Buffer, { tenantId, email, code }: Visitor & { code: string }): string =>
  signature(serverKey, { text: `customer code/${tenantId}/${email.toLowerCase()}/${code}`, length: 64 });

async function run(engine: Engine, { tenantId, name, input }: { tenantId: string; name: string; input: unknown }): Promise<unknown> {
  const envelope = { commandId: newCommandId(engine.clock.now()), name, input };
  const outcome: Outcome = await execute(engine, { tenantId, actor: doorkeeper, envelope, isNew: true });
  return outcome.ok ? outcome.value : refuse(outcome.code, outcome.facts);
}

/** Writes to a customer of this address. For a stranger's as much is done, and nothing sent: nobody learns here whose addresses are known. */
export async function sendCode({ engine, serverKey }: Keys, { locale, ip, ...visitor }: Asker & { locale: string | null }): Promise<void> {
  const { tenantId, email } = visitor;
  const code = String(randomInt(100_000_000)).padStart(8, '0');
  const input = { email, codeHash: hashOf(serverKey, { ...visitor, code }), place: placeOf(serverKey, { tenantId, ip }) };
  const { customerId } = (await run(engine, { tenantId, name: 'customers.keepCode', input })) as { customerId: string | null };
  await run(engine, { tenantId, name: 'notifications.sendCode', input: { email: customerId === null ? null : email, code, locale } });
}

export interface Pass {
  readonly token: string;
  /** epoch ms */
  readonly expiresAt: number;
}

/** @throws Refusal `unauthorized` for a code that is wrong, used, too old or tried too often */
export async function passFor({ engine, serverKey }: Keys, { code, ip, ...visitor }: Asker & { code: string }): Promise<Pass> {
  const { tenantId, email } = visitor;
  const input = { email, codeHash: hashOf(serverKey, { ...visitor, code }), place: placeOf(serverKey, { tenantId, ip }) };
  const { customerId } = (await run(engine, { tenantId, name: 'customers.useCode', input })) as { customerId: string | null };
  if (customerId === null) return refuse('unauthorized');
  const expiresAt = (await nowOf(engine, tenantId)) + TOKEN_LIFETIME;
  return { token: tokenOf(serverKey, { tenantId, customerId, expiresAt }), expiresAt };
}

interface Holder {
  readonly tenantId: string;
  readonly customerId: string;
  readonly expiresAt: number;
}

const signed = (serverKey: Buffer, { tenantId, customerId, expiresAt }: Holder): string =>
  signature(serverKey, { text: `customer/${tenantId}/${customerId}/${expiresAt}`, length: 40 });

const tokenOf = (serverKey: Buffer, holder: Holder): string =>
  `${bodyOf(holder.customerId)}.${holder.expiresAt.toString(36)}.${signed(serverKey, holder)}`;

/** @returns the customer whom the token lets in, in this tenant; undefined for a forged, foreign or former one */
export async function customerOfToken(
  { engine, serverKey }: Keys,
  { tenantId, token }: { tenantId: string; token: string },
): Promise<string | undefined> {
  const [body, until, mark, ...rest] = token.split('.');
  if (!isBody(body) || until === undefined || mark === undefined || rest.length > 0) return undefined;
  const holder = { tenantId, customerId: `cus_${body}`, expiresAt: Number.parseInt(until, 36) };
  if (!sameSecret(mark, signed(serverKey, holder))) return undefined;
  return holder.expiresAt > (await nowOf(engine, tenantId)) ? holder.customerId : undefined;
}
