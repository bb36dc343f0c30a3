import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Email } from '#core/contracts/fields.ts';
import { wrongUsage } from './plainly.ts';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface NamedQuota {
  /** its subdomain */
  readonly business: string;
  /** bookings a month; null: as many as it likes */
  readonly planQuota: number | null;
}

export interface CommandLine {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly demo: boolean;
  readonly openSignup: boolean;
  readonly allowPrivateWebhooks: boolean;
  readonly trustProxy: boolean | string;
  /** without a slash at its end; null: made from host and port */
  readonly publicUrl: string | null;
  readonly smtpUrl: string | null;
  readonly mailFrom: string | null;
  /** a JSON file of limits */
  readonly limits: string | null;
  readonly logLevel: LogLevel;
  /** days that a nightly backup is kept; 0: none is made */
  readonly keepBackups: number;
  readonly quotas: readonly NamedQuota[];
}

export const USAGE = `npm run serve -- [options]

  --data DIR                 where the database is kept (./data)
  --port N                   (4600; 0 takes any that is free)
  --host H                   (127.0.0.1)
  --demo                     with a demo business, its console and open sign-up
  --public-url URL           how people reach this server from outside
  --open-signup              anybody may open a business here
  --allow-private-webhooks   webhooks may go to private addresses
  --trust-proxy X            whose X-Forwarded-For is believed: true, or addresses and networks, comma separated
  --smtp URL                 sends mail through this server: smtp://user:password@host:587
  --mail-from ADDRESS        the sender of mail
  --keep-backups DAYS        how long the backup of each night is kept in DIR/backups (14; 0 makes none)
  --quota NAME=N             bookings a month that the business NAME may take, and a fifth more; none: as many as it likes
  --limits FILE              JSON: {"requestsPerKey": {"count": 300, "windowMs": 60000}, …}
  --log-level LEVEL          ${logLevels.join(', ')} (info)`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: {
        ...{ data: text, port: text, host: text, 'public-url': text, 'trust-proxy': text, smtp: text, 'mail-from': text },
        ...{ limits: text, 'log-level': text, 'keep-backups': text, quota: { ...text, multiple: true } },
        ...{ demo: flag, 'open-signup': flag, 'allow-private-webhooks': flag, help: { ...flag, short: 'h' } },
      },
    }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\.\s|\.$/);
    throw wrongUsage(`${sentence}. See npm run serve -- --help.`);
  }
}

/** null: help was asked for. @throws PlainError with one sentence */
export function parseCommandLine(args: readonly string[]): CommandLine | null {
  const values = parsed(args);
  if (values.help) return null;
  return {
    data: resolve(nonEmpty(values.data ?? './data', '--data')),
    port: portOf(values.port ?? '4600'),
    host: hostOf(values.host ?? '127.0.0.1'),
    demo: values.demo,
    openSignup: values['open-signup'] || values.demo,
    allowPrivateWebhooks: values['allow-private-webhooks'] || values.demo,
    trustProxy: trustOf(values['trust-proxy']),
    publicUrl: values['public-url'] === undefined ? null : publicUrlOf(values['public-url']),
    smtpUrl: values.smtp === undefined ? null : smtpOf(values.smtp),
    mailFrom: values['mail-from'] === undefined ? null : mailFromOf(values['mail-from']),
    limits: values.limits === undefined ? null : resolve(values.limits),
    logLevel: levelOf(values['log-level'] ?? 'info'),
    keepBackups: daysOf(values['keep-backups'] ?? '14'),
    quotas: (values.quota ?? []).map(quotaOf),
  };
}

function nonEmpty(value: string, option: string): string {
  if (value.trim() === '') throw wrongUsage(`${option} needs a value.`);
  return value;
}

function portOf(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw wrongUsage(`--port takes a number from 0 to 65535, not "${value}".`);
  return port;
}

function hostOf(value: string): string {
  const isName = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(value);
  if (!isName && isIP(value) === 0) throw wrongUsage(`--host takes an address or a name, not "${value}".`);
  return value;
}

function trustOf(value: string | undefined): boolean | string {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  const named = ['loopback', 'linklocal', 'uniquelocal'];
  const isNetwork = (each: string) => named.includes(each) || isAddressOrNetwork(each);
  if (value.split(',').every((each) => isNetwork(each.trim()))) return value;
  throw wrongUsage(`--trust-proxy takes true, or addresses and networks such as 10.0.0.0/8, not "${value}".`);
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (family === 4 ? 32 : 128));
}

function mailFromOf(value: string): string {
  const [, address = value.trim()] = /^[^<>]*<([^<>]*)>$/.exec(value.trim()) ?? [];
  if (Email.safeParse(address).success) return value;
  throw wrongUsage(`--mail-from takes an address such as bookings@example.com, or Name <bookings@example.com>, not "${value}".`);
}

function publicUrlOf(value: string): string {
  const isHttp = URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
  if (!isHttp) throw wrongUsage(`--public-url takes an http or https address, not "${value}".`);
  const { origin, pathname, search, hash } = new URL(value);
  if (pathname !== '/' || search !== '' || hash !== '') throw wrongUsage(`--public-url takes an address without a path: ${origin}.`);
  return origin;
}

function smtpOf(value: string): string {
  if (URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol)) return value;
  throw wrongUsage('--smtp takes an address such as smtp://user:password@host:587.');
}

function levelOf(value: string): LogLevel {
  const level = logLevels.find((each) => each === value);
  if (level === undefined) throw wrongUsage(`--log-level takes one of ${logLevels.join(', ')}, not "${value}".`);
  return level;
}

function daysOf(value: string): number {
  if (/^\d{1,4}$/.test(value)) return Number(value);
  throw wrongUsage(`--keep-backups takes a number of days from 0 to 9999, not "${value}".`);
}

function quotaOf(value: string): NamedQuota {
  const [, business = '', quota = ''] = /^([^=]+)=(\d{1,7}|none)$/.exec(value) ?? [];
  if (business === '') throw wrongUsage(`--quota takes a business and a number, as in atlas=50 or atlas=none, not "${value}".`);
  return { business, planQuota: quota === 'none' ? null : Number(quota) };
}
