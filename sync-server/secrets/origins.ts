/** Where a stranger's request came from, as digests that say nothing but whether two are alike, within one business. */
import type { FastifyRequest } from 'fastify';
import type { Origin } from '#core/domains/bookings/model.ts';
import { signature } from './tokens.ts';

/** What the widget made once for this browser, and keeps. */
const DEVICE_HEADER = 'x-slotkeeper-device';
const DEVICE = /^[\w-]{16,64}$/;

interface Place {
  readonly serverKey: Buffer;
  readonly tenantId: string;
}

/** A line has a whole /64 of IPv6 to itself. */
export function networkOf(ip: string): string {
  const inside = /:(\d+\.\d+\.\d+\.\d+)$/.exec(ip)?.[1];
  if (inside !== undefined) return inside;
  if (!ip.includes(':')) return ip;
  const [head = '', tail = ''] = (ip.split('%')[0] ?? '').toLowerCase().split('::');
  const groups = (text: string) => text.split(':').filter(Boolean);
  const missing = Math.max(0, 8 - groups(head).length - groups(tail).length);
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)];
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/**
 * The address as `--trust-proxy` has it. A browser that keeps no id is known by its name at that address: the name alone is shared by
 * half a town.
 */
export function originOf({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>, { serverKey, tenantId }: Place): Origin {
  const network = networkOf(ip);
  const digest = (kind: string, text: string) => signature(serverKey, { text: `origin/${kind}/${tenantId}/${text}`, length: 40 });
  const kept = headers[DEVICE_HEADER];
  const browser = headers['user-agent'];
  const address = digest('address', network);
  if (typeof kept === 'string' && DEVICE.test(kept)) return { address, device: digest('device', kept) };
  return { address, device: browser === undefined ? null : digest('browser', `${network}/${browser}`) };
}
