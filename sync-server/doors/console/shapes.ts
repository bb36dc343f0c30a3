import { z } from 'zod';
import { roles } from '#core/contracts/actor.ts';
import { Currency, Email, idOf, Name, Slug, Zone } from '#core/contracts/fields.ts';

const deviceName = Name(80).default('Console');
const Password = z.string().min(1).max(200);

export const SignInBody = z
  .strictObject({ email: Email, password: Password, deviceName, tenant: Slug.optional() })
  .meta({ id: 'SignIn', examples: [{ email: 'olivia@example.com', password: 'correct horse battery' }] });
export const PairBody = z
  .strictObject({ code: z.string().min(8).max(20), deviceName })
  .meta({ id: 'Pairing', examples: [{ code: 'ABCD-EFGH', deviceName: 'Front desk' }] });
export const SignUpBody = z
  .strictObject({
    businessName: Name(),
    email: Email,
    password: z.string().min(8).max(200),
    name: Name().optional(),
    timezone: Zone.default('UTC'),
    currency: Currency.default('EUR'),
    subdomain: Slug.min(2).max(30).optional(),
    deviceName,
  })
  .meta({
    id: 'SignUp',
    examples: [
      { businessName: 'Atlas Studios', email: 'olivia@example.com', password: 'correct horse battery', timezone: 'Europe/Berlin' },
    ],
  });

const session = {
  deviceId: idOf('dev'),
  tenant: z.strictObject({
    id: idOf('tnt'),
    name: z.string(),
    subdomain: z.string(),
    timezone: z.string(),
    displayCurrency: z.string(),
    brandColor: z.string(),
  }),
  member: z.strictObject({ id: idOf('mbr'), name: z.string(), email: z.string(), role: z.enum(roles) }),
  storefrontUrl: z.string(),
};

export const SessionAnswer = z.strictObject(session).meta({ id: 'Session' });
export const NewSessionAnswer = z.strictObject({ ...session, token: z.string() }).meta({ id: 'NewSession' });

export const SandboxBody = z.strictObject({ deviceName }).meta({ id: 'EnterSandbox', examples: [{ deviceName: 'Front desk' }] });
export const SandboxSessionAnswer = z
  .strictObject({
    ...session,
    token: z.string(),
    aheadMs: z.int().meta({ description: 'By how much the sandbox’s clock is ahead of the real time' }),
  })
  .meta({ id: 'SandboxSession' });

export const RunBody = z.strictObject({ commandId: idOf('cmd'), name: z.string().max(80), input: z.json() }).meta({
  id: 'Run',
  examples: [{ commandId: 'cmd_0123456789abcdefghjk', name: 'customers.create', input: { name: 'Ada Byron', email: null, phone: null } }],
});
export const AskBody = z
  .strictObject({ name: z.string().max(80), input: z.json() })
  .meta({ id: 'Ask', examples: [{ name: 'customers.find', input: { limit: 20 } }] });
export const Value = z.strictObject({ value: z.unknown() });
