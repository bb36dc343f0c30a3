/** Which addresses that a user gave may be asked at all. `dispatcher.ts` holds every connection to it. */
import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP } from 'node:net';
import { isPublicAddress } from './addresses.ts';

export type OutboundProblem = 'not_a_url' | 'scheme' | 'credentials' | 'private_address';

/** Carries the code that a delivery's log shows. */
export class OutboundRefusal extends Error {
  readonly problem: OutboundProblem;

  constructor(problem: OutboundProblem) {
    super(`outbound address refused: ${problem}`);
    this.name = 'OutboundRefusal';
    this.problem = problem;
  }
}

/** All addresses of a name, as `dns.lookup` with `all` gives them. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface OutboundRules {
  /** the server was started for a network of its own: private addresses are fine */
  readonly allowPrivate: boolean;
  readonly resolve?: Resolve;
}

const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa|localdomain)$/;

export const resolveBySystem: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    const options: LookupAllOptions = { all: true, order: 'verbatim' };
    systemLookup(hostname, options, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });

/** A host as the URL has it, without the brackets of IPv6 and the dot of the root. */
export const bareHost = (host: string): string =>
  host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();

/** What can be told without asking the DNS. */
function problemOfText(url: string, { allowPrivate }: OutboundRules): OutboundProblem | URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) return 'not_a_url';
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return 'scheme';
  if (parsed.username !== '' || parsed.password !== '') return 'credentials';
  const host = bareHost(parsed.hostname);
  if (!allowPrivate && (LOCAL_NAME.test(host) || (isIP(host) !== 0 && !isPublicAddress(host)))) return 'private_address';
  return parsed;
}

/**
 * For the moment at which an address is registered. A name that does not resolve yet passes: connecting checks again.
 * @returns null where nothing is wrong
 */
export async function checkOutboundUrl(url: string, rules: OutboundRules): Promise<OutboundProblem | null> {
  const parsed = problemOfText(url, rules);
  if (typeof parsed === 'string') return parsed;
  const host = bareHost(parsed.hostname);
  if (rules.allowPrivate || isIP(host) !== 0) return null;
  const addresses = await (rules.resolve ?? resolveBySystem)(host).catch(() => []);
  return addresses.every(({ address }) => isPublicAddress(address)) ? null : 'private_address';
}

/** One bad address among good ones refuses them all: no honest name has both. */
export async function checkedAddresses(host: string, resolve: Resolve): Promise<readonly LookupAddress[]> {
  const addresses = await resolve(host);
  if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) throw new OutboundRefusal('private_address');
  return addresses;
}
