import type { Query, QueryClient } from '@tanstack/react-query';

/**
 * Asks again what these queries hold. One whose first answer is on its way is asked again once it has come: it may have been made
 * before the change, and what is not known to be old would be shown for good.
 */
export function refresh(client: QueryClient, isMeant: (query: Query) => boolean): void {
  const onTheirWay = client.getQueryCache().findAll({ fetchStatus: 'fetching', predicate: isMeant });
  for (const query of onTheirWay.filter(({ state }) => state.data === undefined)) {
    const again = (): void => void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    query.promise?.then(again, again);
  }
  void client.invalidateQueries({ predicate: isMeant });
}
