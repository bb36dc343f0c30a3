/** How every secret text of this server is made, split and compared. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ID_BODY, idBody, timedBody } from '#core/base/ids.ts';

/** 100 random bits in the alphabet of ids. */
export const randomBody = (): string => idBody(randomBytes(13));

const POOL_BYTES = 4096;
let pool = Buffer.alloc(0);

/** For ids, of which every request needs some: to ask the system for chance costs more than all else that an id takes. No byte is given twice. */
export function idBytes(): Uint8Array {
  if (pool.length < 13) pool = randomBytes(POOL_BYTES);
  const bytes = pool.subarray(0, 13);
  pool = pool.subarray(13);
  return bytes;
}

/** 160 random bits: 32 characters of the ids' alphabet. */
export const randomSecret = (): string => `${randomBody()}${randomBody().slice(0, 12)}`;

/** `at`: the server's clock, epoch ms */
export const newCommandId = (at = Date.now()): string => `cmd_${timedBody(at, idBytes())}`;
export const newRequestId = (): string => `req_${idBody(idBytes())}`;
export const newTenantId = (): string => `tnt_${randomBody()}`;

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** In time that does not tell how much of it was right. */
export function sameSecret(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

export const bodyOf = (id: string): string => id.slice(id.indexOf('_') + 1);

export const isBody = (text: string | undefined): text is string => text !== undefined && ID_BODY.test(text);

export function signature(serverKey: Buffer, { text, length }: { text: string; length: number }): string {
  return createHmac('sha256', serverKey).update(text).digest('hex').slice(0, length);
}
