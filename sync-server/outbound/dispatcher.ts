/**
 * The one gate for requests to addresses that a user gave. Promise: the address that was checked is the one connected to.
 * A name is resolved once, in the connector itself, all its addresses are checked, and the socket is given that very list;
 * a name that answers something else a moment later (DNS rebinding) finds nobody asking. Redirects are never followed.
 */
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { isPublicAddress } from './addresses.ts';
import { bareHost, checkedAddresses, OutboundRefusal, type OutboundRules, type Resolve, resolveBySystem } from './guard.ts';

type LookupAnswer = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** `dns.lookup`'s shape for net.connect, answered from the checked list alone. */
function guardedLookup(resolve: Resolve) {
  return (hostname: string, options: { all?: boolean | undefined }, answer: LookupAnswer): void => {
    checkedAddresses(hostname, resolve).then(
      (addresses) => {
        const first = addresses[0];
        if (options.all === true) answer(null, [...addresses]);
        else answer(null, first?.address ?? '', first?.family);
      },
      (error: unknown) => answer(error instanceof Error ? error : new Error(String(error)), ''),
    );
  };
}

const CONNECT_TIMEOUT_MS = 10_000;

function guardedConnector({ allowPrivate, resolve = resolveBySystem }: OutboundRules): buildConnector.connector {
  if (allowPrivate) return buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false });
  const options = { timeout: CONNECT_TIMEOUT_MS, allowH2: false, autoSelectFamily: true, lookup: guardedLookup(resolve) };
  const connect = buildConnector(options);
  return (target, callback) => {
    // A literal address is never looked up, so it is checked here.
    const host = bareHost(target.hostname);
    if (isIP(host) !== 0 && !isPublicAddress(host)) {
      callback(new OutboundRefusal('private_address'), null);
      return;
    }
    connect(target, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      if (isPublicAddress(socket.remoteAddress ?? '')) return callback(null, socket);
      socket.destroy();
      return callback(new OutboundRefusal('private_address'), null);
    });
  };
}

/** For every request to an address that a user gave. Connections are not kept: an endpoint's server may be gone by the next delivery. */
export function guardedDispatcher(rules: OutboundRules): Dispatcher {
  return new Agent({ connect: guardedConnector(rules), pipelining: 0 });
}
