import { useNavigate, useSearch } from '@tanstack/react-router';

interface ListSearch {
  show?: string;
  open?: string;
}

/** `?show=` narrows the list (the usual, where nothing is said), `?open=` lays one's panel over it. */
export function useListAddress(to: '/dues' | '/waitlist'): [ListSearch, (part: ListSearch) => void] {
  const search = useSearch({ strict: false }) as ListSearch;
  const navigate = useNavigate();
  const set = (part: ListSearch) =>
    void navigate({ to, replace: true, search: (before: Record<string, unknown>) => ({ ...before, ...part }) as never });
  return [search, set];
}
