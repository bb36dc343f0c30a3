import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type DrawerSearch, drawerSearch } from './search.ts';

const closed: DrawerSearch = {
  ...{ booking: undefined, new: undefined, start: undefined, end: undefined },
  ...{ resource: undefined, offering: undefined, customer: undefined },
};

export interface Drawers {
  openBooking(bookingId: string): void;
  openNew(given?: Pick<DrawerSearch, 'start' | 'end' | 'resource' | 'offering' | 'customer'>): void;
  close(): void;
}

/** Drawers lie over whatever screen is open and stand in its address, so that back closes them. */
export function useDrawers(): Drawers {
  const navigate = useNavigate();
  return useMemo(() => {
    const go = (search: DrawerSearch, replace: boolean) =>
      void navigate({
        to: '.',
        replace,
        search: (before: Record<string, unknown>) => ({ ...before, ...search }) as never,
      });
    return {
      openBooking: (bookingId) => go({ ...closed, booking: bookingId }, isOpen()),
      openNew: (given = {}) => go({ ...closed, ...given, new: '1' }, isOpen()),
      close: () => go(closed, true),
    };
  }, [navigate]);
}

/** One drawer gives way to the next without a step in the history for each. */
const isOpen = () => /[?&](booking|new)=/.test(location.hash);

export function useDrawerSearch(): DrawerSearch {
  return drawerSearch(useSearch({ strict: false }));
}
