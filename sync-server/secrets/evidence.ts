/** Signed links to one file of evidence, or to all of a booking or dispute as one: good until their instant, stored nowhere. */
import { DAY } from '#core/base/time.ts';
import { bodyOf, isBody, sameSecret, signature } from './tokens.ts';

const LINK_LIFETIME = DAY;

/** `file`: of this evidence. `bundle`: of this booking, or this dispute. */
const kinds = {
  f: { kind: 'file', prefix: 'evd' },
  b: { kind: 'bundle', prefix: 'bkg' },
  d: { kind: 'bundle', prefix: 'dsp' },
} as const;
type Letter = keyof typeof kinds;
const letters = Object.keys(kinds) as Letter[];

export interface EvidenceLink {
  readonly kind: 'file' | 'bundle';
  readonly tenantId: string;
  readonly id: string;
  /** epoch ms, whole seconds */
  readonly until: number;
}

const BODY = 20;

const signed = (serverKey: Buffer, { kind, tenantId, id, until }: EvidenceLink): string =>
  signature(serverKey, { text: `evidence/${kind}/${tenantId}/${id}/${until}`, length: 40 });

/** `id`: whose prefix says what is opened. @returns the token, and when it dies (epoch ms). @throws Error for what has no evidence */
export function evidenceToken(serverKey: Buffer, { now, ...ref }: Pick<EvidenceLink, 'tenantId' | 'id'> & { now: number }) {
  const until = Math.floor((now + LINK_LIFETIME) / 1_000) * 1_000;
  const letter = letters.find((each) => ref.id.startsWith(`${kinds[each].prefix}_`));
  if (letter === undefined) throw new Error('no id of evidence, nor of what has any');
  const to = { ...ref, kind: kinds[letter].kind };
  const end = (until / 1_000).toString(36);
  return { token: `${letter}${bodyOf(to.tenantId)}${bodyOf(to.id)}.${end}.${signed(serverKey, { ...to, until })}`, until };
}

const isLetter = (letter: string): letter is Letter => Object.hasOwn(kinds, letter);

/** @returns what the token opens; undefined for a forged one and a dead one alike */
export function openedByEvidenceToken(serverKey: Buffer, { token, now }: { token: string; now: number }): EvidenceLink | undefined {
  const [name = '', end = '', mark = '', ...rest] = token.split('.');
  const [letter, tenant, id] = [name.slice(0, 1), name.slice(1, 1 + BODY), name.slice(1 + BODY)];
  if (!isLetter(letter) || !isBody(tenant) || !isBody(id) || !/^[0-9a-z]{1,8}$/.test(end) || rest.length > 0) return undefined;
  const { kind, prefix } = kinds[letter];
  const link = { kind, tenantId: `tnt_${tenant}`, id: `${prefix}_${id}`, until: parseInt(end, 36) * 1_000 };
  return sameSecret(mark, signed(serverKey, link)) && now < link.until ? link : undefined;
}
