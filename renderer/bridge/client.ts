/** The one cache of what the host answered. Nothing in it is ours: it is thrown away by table as soon as the host says `changed`. */
import { QueryClient } from '@tanstack/react-query';
import type { SessionState } from '#core/engine/bridge.ts';
import { setAhead } from '../components/now.ts';
import { connect, linkNow, onEvent, onLink } from './port.ts';
import { refresh } from './refresh.ts';

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { tables?: readonly string[] | undefined };
  }
}

/** Changes that arrive together are one refetch. */
const GATHER_MS = 20;

export const client = new QueryClient({
  defaultOptions: {
    // The host answers offline too: the browser's own idea of being online must not pause anything.
    queries: { networkMode: 'always', staleTime: Infinity, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false },
    mutations: { networkMode: 'always', retry: false },
  },
});

let gathered: Set<string> | null = null;

function gather(tables: readonly string[]): void {
  if (gathered === null) {
    gathered = new Set();
    setTimeout(() => {
      const changed = gathered ?? new Set();
      gathered = null;
      refresh(
        client,
        ({ meta, queryKey }) =>
          (queryKey[0] === 'ask' || queryKey[0] === 'attention') && (meta?.tables?.some((table) => changed.has(table)) ?? true),
      );
    }, GATHER_MS);
  }
  for (const table of tables) gathered.add(table);
}

/** Another member or business: nothing of the former may show, not for a frame. */
function enter(session: SessionState): void {
  const before = client.getQueryData<SessionState>(['session']);
  if (before && (before.tenant?.id !== session.tenant?.id || before.member?.id !== session.member?.id))
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' && queryKey[0] !== 'sync' });
  // What an address names is of one business. With the session, not after it, and straight to where `/` would redirect in a moment:
  // whoever is quick has already gone on.
  if (before?.tenant && session.tenant && before.tenant.id !== session.tenant.id) location.hash = '#/today';
  client.setQueryData(['session'], session);
  setAhead(session.sandbox?.aheadMs ?? 0);
}

export function startBridge(): void {
  onEvent((message) => {
    if (message.event === 'changed') gather(message.payload.tables);
    else if (message.event === 'session') enter(message.payload);
    else {
      client.setQueryData(['sync'], message.payload);
      void client.invalidateQueries({ queryKey: ['attention'] });
    }
  });
  onLink(() => {
    if (linkNow() === 'open') void client.invalidateQueries();
  });
  connect();
}

export { enter as enterSession };
