/**
 * A command has no randomness and no slow hashing: its door makes the secret, hands the command what may be kept of it, and
 * tells the caller once.
 */
import { randomBytes } from 'node:crypto';
import type { Json } from '#core/base/json.ts';
import { refuse } from '#core/base/refusal.ts';
import { newApiKey } from './apiKeys.ts';
import { newPairingCode, PAIRING_LIFETIME } from './pairing.ts';
import { hashPassword } from './passwords.ts';

export interface Prepared {
  readonly input: unknown;
  /** told once, beside the command's own value */
  readonly told: Readonly<Record<string, Json>>;
}

interface Place {
  readonly tenantId: string;
  readonly sandbox: boolean;
  readonly now: number;
}

type Fields = Readonly<Record<string, unknown>>;

export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

const withWebhookSecret = async (fields: Fields): Promise<Prepared> => {
  const secret = newWebhookSecret();
  return { input: { ...fields, secret }, told: { secret } };
};

interface Preparation {
  /** what only the door may set: a caller who sends it is refused as for any unknown field */
  readonly own: readonly string[];
  make(fields: Fields, place: Place): Promise<Prepared>;
}

const SHORTEST_PASSWORD = 8;

function mustBePassword(password: unknown): string {
  if (typeof password === 'string' && password.length >= SHORTEST_PASSWORD && password.length <= 200) return password;
  return refuse('invalid_request', { issues: [{ path: 'password', expected: `${SHORTEST_PASSWORD} to 200 characters` }] });
}

/** What a file is, says who has stored it. */
const ofAFile: Preparation = {
  own: ['evidenceId', 'mediaType', 'size', 'sha256'],
  make: async (fields) => ({ input: fields, told: {} }),
};

const preparations: Readonly<Record<string, Preparation>> = {
  'members.createApiKey': {
    own: ['prefix', 'secretHash'],
    async make(fields, place) {
      const { token, prefix, secretHash } = await newApiKey(place);
      return { input: { ...fields, prefix, secretHash }, told: { token } };
    },
  },
  'members.createPairing': {
    own: ['codeHash', 'expiresAt', 'memberId'],
    async make(fields, { now }) {
      const { code, codeHash } = newPairingCode();
      const expiresAt = now + PAIRING_LIFETIME;
      return { input: { ...fields, codeHash, expiresAt }, told: { code } };
    },
  },
  'members.add': {
    own: ['passwordHash'],
    async make({ password, ...fields }) {
      const passwordHash = password === undefined || password === null ? null : await hashPassword(mustBePassword(password));
      return { input: { ...fields, passwordHash }, told: {} };
    },
  },
  'bookings.addEvidenceFile': ofAFile,
  'disputes.addEvidenceFile': ofAFile,
  'webhooks.createEndpoint': { own: ['secret'], make: withWebhookSecret },
  'webhooks.rotateSecret': { own: ['secret'], make: withWebhookSecret },
};

export async function prepare(name: string, { input, ...place }: Place & { input: unknown }): Promise<Prepared> {
  const preparation = preparations[name];
  if (preparation === undefined || typeof input !== 'object' || input === null) return { input, told: {} };
  const forbidden = preparation.own.filter((field) => field in input);
  if (forbidden.length > 0) refuse('invalid_request', { issues: forbidden.map((path) => ({ path, expected: 'no such field' })) });
  return preparation.make(input as Fields, place);
}
