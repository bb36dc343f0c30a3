import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import {
  IconAlertTriangle,
  IconCalendarPlus,
  IconKeyboard,
  IconMoon,
  IconPlus,
  IconRefresh,
  IconSearch,
  IconSun,
  IconTag,
  IconTicket,
  IconUser,
  type Icon,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import type { Customer } from '#core/domains/customers/model.ts';
import { useAsk } from '../bridge/ask.ts';
import { StatusBadge } from '../components/StatusBadge.tsx';
import { formatAt } from '../components/times.ts';
import { everywhere } from './destinations.ts';
import { useDrawers } from './drawers.ts';
import { openHelp, paletteStore } from './overlays.ts';
import classes from './Palette.module.css';
import { useScheme } from './scheme.ts';
import { syncNow } from './session.ts';

interface Found {
  bookings: BookingSummary[];
  customers: Customer[];
  offerings: Offering[];
}

interface Deed {
  id: string;
  label: string;
  icon: Icon;
  keys?: string;
  run: () => void;
}

const TYPING_MS = 60;
const FOUND_EACH = 5;

/** Everything by name: what there is, where to go, what to do. */
export function Palette() {
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim(), TYPING_MS);
  const { data: found } = useAsk<Found>('search.all', { q: asked, limit: FOUND_EACH }, { enabled: asked !== '' });
  const deeds = useDeeds().filter(({ label }) => matches(label, query));
  const results = query.trim() === '' ? undefined : found;
  return (
    <Spotlight.Root
      store={paletteStore}
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      tagsToIgnore={[]}
      triggerOnContentEditable
      scrollable
      maxHeight={440}
      size={560}
      yOffset="12vh"
      centered={false}
      title={undefined}
      aria-label="Search and commands"
      classNames={{ action: classes.action, search: classes.search, actionsGroup: classes.group }}
    >
      <Spotlight.Search
        placeholder="Search bookings, customers, offerings, or type a command"
        aria-label="Search"
        leftSection={<IconSearch size={16} stroke={1.5} />}
      />
      <Spotlight.ActionsList>
        {results && <FoundGroups found={results} />}
        {deeds.length > 0 && (
          <Spotlight.ActionsGroup label="Commands">
            {deeds.map((deed) => (
              <Spotlight.Action
                key={deed.id}
                label={deed.label}
                leftSection={<deed.icon size={16} stroke={1.5} />}
                rightSection={deed.keys ? <span className={classes.keys}>{deed.keys}</span> : null}
                onClick={deed.run}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {deeds.length === 0 && results && isNothing(results) && <Spotlight.Empty>Nothing is called “{query.trim()}”.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

const isNothing = (found: Found) => found.bookings.length + found.customers.length + found.offerings.length === 0;

const matches = (label: string, query: string) =>
  query
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((word) => label.toLowerCase().includes(word));

function FoundGroups({ found }: { found: Found }) {
  const navigate = useNavigate();
  const { openBooking } = useDrawers();
  return (
    <>
      {found.bookings.length > 0 && (
        <Spotlight.ActionsGroup label="Bookings">
          {found.bookings.map((booking) => (
            <Spotlight.Action
              key={booking.id}
              leftSection={<IconTicket size={16} stroke={1.5} />}
              label={booking.customerName}
              description={`${booking.items[0]?.offeringTitle ?? ''} · ${formatAt(booking.startsAt, 'dayTime', booking.items[0]?.timezone)} · ${booking.confirmationCode}`}
              rightSection={<StatusBadge status={booking.status} />}
              dimmedSections={false}
              onClick={() => openBooking(booking.id)}
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
      {found.customers.length > 0 && (
        <Spotlight.ActionsGroup label="Customers">
          {found.customers.map((customer) => (
            <Spotlight.Action
              key={customer.id}
              leftSection={<IconUser size={16} stroke={1.5} />}
              label={customer.name}
              description={customer.email ?? customer.phone ?? ''}
              onClick={() => void navigate({ to: '/customers', search: { open: customer.id } })}
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
      {found.offerings.length > 0 && (
        <Spotlight.ActionsGroup label="Offerings">
          {found.offerings.map((offering) => (
            <Spotlight.Action
              key={offering.id}
              leftSection={<IconTag size={16} stroke={1.5} />}
              label={offering.title}
              description={offering.status === 'PUBLISHED' ? '' : offering.status.toLowerCase()}
              onClick={() => void navigate({ to: '/catalogue/$offeringId', params: { offeringId: offering.id } })}
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
    </>
  );
}

function useDeeds(): Deed[] {
  const navigate = useNavigate();
  const { openNew } = useDrawers();
  const { choose } = useScheme();
  return [
    { id: 'new', label: 'New booking', icon: IconCalendarPlus, keys: 'N', run: () => openNew() },
    { id: 'offering', label: 'New offering', icon: IconPlus, run: () => void navigate({ to: '/catalogue/new' }) },
    ...everywhere.map(({ to, name, icon, key }) => ({
      id: to,
      label: `Go to ${name}`,
      icon,
      keys: `G ${key.toUpperCase()}`,
      run: () => void navigate({ to }),
    })),
    { id: 'attention', label: 'Go to Needs attention', icon: IconAlertTriangle, run: () => void navigate({ to: '/attention' }) },
    { id: 'sync', label: 'Sync now', icon: IconRefresh, run: () => void syncNow() },
    { id: 'light', label: 'Light appearance', icon: IconSun, run: () => choose('light') },
    { id: 'dark', label: 'Dark appearance', icon: IconMoon, run: () => choose('dark') },
    { id: 'help', label: 'Keyboard shortcuts', icon: IconKeyboard, keys: '?', run: openHelp },
  ];
}
