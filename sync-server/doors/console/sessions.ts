/** How a device comes to speak for a member, and how it stops. */
import { Refusal, refuse } from '#core/base/refusal.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { ask } from '#core/engine/ask.ts';
import { execute } from '#core/engine/execute.ts';
import { completeBusiness, openBusiness } from '#server/businesses.ts';
import type { ServerParts } from '#server/parts.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { deviceToken, newDeviceSecret, type SignedInMember } from '#server/secrets/devices.ts';
import { usePairing } from '#server/secrets/pairing.ts';
import { hashPassword } from '#server/secrets/passwords.ts';
import { type Entry, signIn } from '#server/secrets/signIn.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import type { ZodApp } from '../http/app.ts';
import { type DeviceCaller } from '../http/guards.ts';
import { limited } from '../http/limits.ts';
import { errorsOf, NoAnswer, NoBody } from '../http/schemas.ts';
import { NewSessionAnswer, PairBody, SessionAnswer, SignInBody, SignUpBody } from './shapes.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';

const tags = ['Console'];

interface SessionOf extends Entry {
  readonly deviceId: string;
}

async function sessionOf({ engine, publicUrl }: ServerParts, { tenantId, member, deviceId }: SessionOf) {
  const question = { tenantId, actor: doorkeeper, name: 'tenants.profile', input: {} };
  const { id, name, subdomain, timezone, displayCurrency, brandColor } = (await ask(engine, question)) as Profile;
  return {
    ...{ deviceId, member, tenant: { id, name, subdomain, timezone, displayCurrency, brandColor } },
    storefrontUrl: `${publicUrl()}/s/${subdomain}`,
  };
}

/** A new device of this member, with the token that is told only now. */
export async function admit(parts: ServerParts, { tenantId, member, deviceName }: Entry & { deviceName: string }) {
  await completeBusiness(parts.engine, tenantId);
  const { secret, tokenHash } = newDeviceSecret();
  const input = { memberId: member.id, name: deviceName, tokenHash };
  const envelope = { commandId: newCommandId(parts.engine.clock.now()), name: 'members.registerDevice', input };
  const outcome = await execute(parts.engine, { tenantId, actor: doorkeeper, envelope });
  if (!outcome.ok) throw new Refusal(outcome.code, outcome.facts);
  const { deviceId } = outcome.value as { deviceId: string };
  return { ...(await sessionOf(parts, { tenantId, member, deviceId })), token: deviceToken({ tenantId, deviceId, secret }) };
}

async function memberOf({ engine }: ServerParts, { tenantId, memberId }: { tenantId: string; memberId: string }): Promise<SignedInMember> {
  const members = (await ask(engine, { tenantId, actor: doorkeeper, name: 'members.list', input: {} })) as (SignedInMember & {
    active: boolean;
  })[];
  const found = members.find(({ id, active }) => id === memberId && active) ?? refuse('unauthorized');
  const { id, name, email, role } = found;
  return { id, name, email, role };
}

export function entryRoutes(app: ZodApp, parts: ServerParts): void {
  const { limits, openSignup } = parts.options;
  const errors = errorsOf({ codes: ['unauthorized', 'payload_too_large', 'unsupported_media_type'] });

  const knock = (request: FastifyRequest, reply: FastifyReply): Promise<void> =>
    limited(parts, { reply, name: 'sign-in', who: request.ip, limit: limits.signInsPerAddress });

  const signInSchema = {
    tags,
    summary: 'Sign a device in by e-mail and password',
    body: SignInBody,
    response: { 200: NewSessionAnswer, ...errors },
  };
  app.post('/sign-in', { schema: signInSchema }, async (request, reply) => {
    await knock(request, reply);
    const { email, password, tenant, deviceName } = request.body;
    return admit(parts, { ...(await signIn(parts.engine, { email, password, subdomain: tenant })), deviceName });
  });

  const pairSchema = {
    tags,
    summary: 'Sign a device in by the code that a signed-in one shows',
    body: PairBody,
    response: { 200: NewSessionAnswer, ...errors },
  };
  app.post('/pair', { schema: pairSchema }, async (request, reply) => {
    await knock(request, reply);
    const pairing = (await usePairing(parts.engine, request.body.code)) ?? refuse('unauthorized');
    const member = await memberOf(parts, pairing);
    return admit(parts, { tenantId: pairing.tenantId, member, deviceName: request.body.deviceName });
  });

  const signUpSchema = {
    ...{ tags, summary: 'Open a business, where this server allows it', body: SignUpBody },
    response: { 201: NewSessionAnswer, ...errors, ...errorsOf({ codes: ['forbidden', 'already_exists'] }) },
  };
  app.post('/signup', { schema: signUpSchema }, async (request, reply) => {
    if (!openSignup) refuse('forbidden', { reason: 'sign-up is closed on this server' });
    await knock(request, reply);
    const { businessName, email, password, name, timezone, currency, subdomain, deviceName } = request.body;
    const owner = { name: name ?? email.split('@')[0] ?? email, email, passwordHash: await hashPassword(password) };
    const business = await openBusiness(parts.engine, { name: businessName, subdomain, timezone, displayCurrency: currency, owner });
    const { tenantId, ownerId } = business;
    reply.code(201);
    return admit(parts, { tenantId, member: await memberOf(parts, { tenantId, memberId: ownerId }), deviceName });
  });
}

export function sessionRoutes(
  app: ZodApp,
  { parts, callerOf }: { parts: ServerParts; callerOf: (request: FastifyRequest) => DeviceCaller },
): void {
  const errors = errorsOf({ codes: ['unauthorized', 'payload_too_large', 'unsupported_media_type'] });
  app.get('/me', { schema: { tags, summary: 'Who this device speaks for', response: { 200: SessionAnswer, ...errors } } }, (request) =>
    sessionOf(parts, callerOf(request).device),
  );
  const signOutSchema = { tags, summary: 'Sign this device out', body: NoBody, response: { 204: NoAnswer, ...errors } };
  app.post('/sign-out', { schema: signOutSchema }, async (request, reply) => {
    const { tenantId, deviceId } = callerOf(request).device;
    const envelope = { commandId: newCommandId(parts.engine.clock.now()), name: 'members.revokeDevice', input: { deviceId } };
    await execute(parts.engine, { tenantId, actor: doorkeeper, envelope });
    return reply.code(204).send();
  });
}
