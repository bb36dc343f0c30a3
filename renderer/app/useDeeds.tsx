import { useDebouncedValue } from '@mantine/hooks';
import {
  IconAlertTriangle,
  IconCalendarPlus,
  IconKeyboard,
  IconLogout,
  IconMessageReport,
  IconMoon,
  IconPlus,
  IconRefresh,
  IconSun,
  IconTag,
  IconTicket,
  IconUser,
  type Icon,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import type { Customer } from '#core/domains/customers/model.ts';
import { useAsk } from '../bridge/ask.ts';
import { StatusBadge } from '../components/StatusBadge.tsx';
import { formatAt } from '../components/times.ts';
import { everywhere } from './destinations.ts';
import { useDrawers } from './drawers.ts';
import { openHelp, openSignOut } from './overlays.ts';
import { useScheme } from './scheme.ts';
import { syncNow } from './session.ts';

export interface Deed {
  id: string;
  label: string;
  icon: Icon;
  detail?: string;
  mark?: ReactNode;
  keys?: string;
  run: () => void;
}

export interface DeedGroup {
  name: string;
  deeds: Deed[];
}

interface Found {
  bookings: BookingSummary[];
  customers: Customer[];
  offerings: Offering[];
}

const TYPING_MS = 50;
const FOUND_EACH = 5;

/** What the palette offers for these words, groups with nothing left out. */
export function useDeeds(query: string): DeedGroup[] {
  const found = useFound(query.trim());
  const commands = useCommands().filter(({ label }) => matches(label, query));
  return [...found, { name: 'Commands', deeds: commands }].filter(({ deeds }) => deeds.length > 0);
}

const matches = (label: string, query: string) =>
  query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => label.toLowerCase().includes(word));

function useFound(query: string): DeedGroup[] {
  const [asked] = useDebouncedValue(query, TYPING_MS);
  const { data } = useAsk<Found>('search.all', { q: asked, limit: FOUND_EACH }, { enabled: asked !== '' });
  const navigate = useNavigate();
  const { openBooking } = useDrawers();
  if (query === '' || !data) return [];
  return [
    { name: 'Bookings', deeds: data.bookings.map((booking) => bookingDeed(booking, () => openBooking(booking.id))) },
    {
      name: 'Customers',
      deeds: data.customers.map((customer) => ({
        id: customer.id,
        label: customer.name,
        icon: IconUser,
        detail: [customer.email, customer.phone].filter(Boolean).join(' · '),
        run: () => void navigate({ to: '/customers', search: { open: customer.id } }),
      })),
    },
    {
      name: 'Offerings',
      deeds: data.offerings.map((offering) => ({
        id: offering.id,
        label: offering.title,
        icon: IconTag,
        detail: offering.status === 'PUBLISHED' ? '' : offering.status === 'DRAFT' ? 'Draft' : 'Archived',
        run: () => void navigate({ to: '/catalogue/$offeringId', params: { offeringId: offering.id } }),
      })),
    },
  ];
}

function bookingDeed(booking: BookingSummary, run: () => void): Deed {
  const [item] = booking.items;
  return {
    id: booking.id,
    label: booking.customerName,
    icon: IconTicket,
    detail: [item?.offeringTitle, formatAt(booking.startsAt, 'dayTime', item?.timezone), booking.confirmationCode]
      .filter(Boolean)
      .join(' · '),
    mark: <StatusBadge status={booking.status} />,
    run,
  };
}

function useCommands(): Deed[] {
  const navigate = useNavigate();
  const { openNew } = useDrawers();
  const { choose } = useScheme();
  return [
    { id: 'new', label: 'New booking', icon: IconCalendarPlus, keys: 'N', run: () => openNew() },
    ...everywhere.map(({ to, name, icon, key }) => ({
      id: to,
      label: `Go to ${name}`,
      icon,
      keys: `G ${key.toUpperCase()}`,
      run: () => void navigate({ to }),
    })),
    { id: 'attention', label: 'Go to Needs attention', icon: IconAlertTriangle, run: () => void navigate({ to: '/attention' }) },
    {
      id: 'disputesWaiting',
      label: 'Disputes that wait for you',
      icon: IconMessageReport,
      run: () => void navigate({ to: '/disputes', search: { show: 'yours' } }),
    },
    { id: 'offering', label: 'New offering', icon: IconPlus, run: () => void navigate({ to: '/catalogue/new' }) },
    { id: 'sync', label: 'Sync now', icon: IconRefresh, run: () => void syncNow() },
    { id: 'light', label: 'Light appearance', icon: IconSun, run: () => choose('light') },
    { id: 'dark', label: 'Dark appearance', icon: IconMoon, run: () => choose('dark') },
    { id: 'help', label: 'Keyboard shortcuts', icon: IconKeyboard, keys: '?', run: openHelp },
    { id: 'signOut', label: 'Sign out', icon: IconLogout, run: openSignOut },
  ];
}
