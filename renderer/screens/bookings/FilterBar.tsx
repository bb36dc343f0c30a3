import { Button, CloseButton, NavLink, ScrollArea, TextInput } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { IconCalendar, IconSearch, IconTag } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { useShortcuts } from '../../app/shortcuts.ts';
import { useAsk } from '../../bridge/ask.ts';
import { FilterPill, TogglePill } from '../../components/Pill.tsx';
import { statusWord } from '../../components/statusWords.ts';
import { formatAt } from '../../components/times.ts';
import { useNow } from '../../components/useNow.ts';
import { statusColor } from '../../theme.ts';
import classes from './FilterBar.module.css';
import { type Filters, isNarrowed, noFilters, type Range, usualRanges } from './filters.ts';
import { bookingStatuses } from './statuses.ts';

interface Props {
  filters: Filters;
  timezone: string;
  onChange: (filters: Filters) => void;
  children: React.ReactNode;
}

const none: OfferingSummary[] = [];
const SEARCH_ID = 'bookings-search';

export function FilterBar({ filters, timezone, onChange, children }: Props) {
  const change = (part: Partial<Filters>) => onChange({ ...filters, ...part });
  const toggle = (status: Filters['status'][number]) =>
    change({ status: filters.status.includes(status) ? filters.status.filter((other) => other !== status) : [...filters.status, status] });
  useShortcuts([{ keys: 'f', label: 'Search in the list', group: 'Bookings', run: () => document.getElementById(SEARCH_ID)?.focus() }]);
  return (
    <div className={classes.bar} role="search" aria-label="Bookings">
      <div className={classes.line}>
        <SearchBox value={filters.q} onChange={(q) => change({ q })} />
        <DateFilter filters={filters} timezone={timezone} onChange={change} />
        <OfferingFilter value={filters.for} onChange={(offering) => change({ for: offering })} />
        <div className={classes.end}>{children}</div>
      </div>
      <div className={classes.line} role="group" aria-label="Status">
        {bookingStatuses.map((status) => (
          <TogglePill
            key={status}
            pressed={filters.status.includes(status)}
            onToggle={() => toggle(status)}
            color={statusColor(status).bar}
          >
            {statusWord(status)}
          </TogglePill>
        ))}
        {isNarrowed(filters) && (
          <Button size="xs" variant="subtle" color="gray" onClick={() => onChange(noFilters(filters.sort))}>
            Clear filters
          </Button>
        )}
      </div>
    </div>
  );
}

const TYPING_MS = 120;

/** Types ahead of the address: the list follows as soon as the hand rests. */
function SearchBox({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    if (typed.trim() !== value) setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- only typing starts the clock, not a new callback
  }, [typed]);
  return (
    <TextInput
      id={SEARCH_ID}
      className={classes.search}
      placeholder="Name, e-mail, code or offering"
      aria-label="Search bookings"
      leftSection={<IconSearch size={14} stroke={1.5} />}
      rightSection={typed !== '' && <CloseButton size="xs" aria-label="Clear the search" onClick={() => setTyped('')} />}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || typed === '') return;
        event.preventDefault();
        setTyped('');
      }}
    />
  );
}

const dayAt = (date: string) => formatAt(Date.parse(`${date}T12:00Z`), 'day', 'UTC');

function rangeWords({ from, to }: Pick<Filters, 'from' | 'to'>, ranges: readonly Range[]): string | undefined {
  const usual = ranges.find((range) => range.from === from && range.to === to);
  if (usual) return usual.name;
  if (from && to) return from === to ? dayAt(from) : `${dayAt(from)} – ${dayAt(to)}`;
  if (from) return `From ${dayAt(from)}`;
  return to ? `Until ${dayAt(to)}` : undefined;
}

function DateFilter({ filters, timezone, onChange }: { filters: Filters; timezone: string; onChange: (part: Partial<Filters>) => void }) {
  const { from, to } = filters;
  const ranges = usualRanges(useNow(), timezone);
  const [half, setHalf] = useState<[string | null, string | null] | null>(null);
  return (
    <FilterPill
      icon={IconCalendar}
      name="Date"
      value={rangeWords(filters, ranges)}
      onClear={() => onChange({ from: undefined, to: undefined })}
      width={440}
    >
      {(close) => (
        <div className={classes.dates}>
          <div className={classes.ranges}>
            {ranges.map((range) => (
              <NavLink
                key={range.name}
                component="button"
                label={range.name}
                active={range.from === from && range.to === to}
                onClick={() => {
                  onChange({ from: range.from, to: range.to });
                  close();
                }}
              />
            ))}
          </div>
          <DatePicker
            type="range"
            highlightToday
            size="sm"
            allowSingleDateInRange
            value={half ?? [from ?? null, to ?? null]}
            onChange={([first, last]) => {
              setHalf([first, last]);
              if (first === null || last === null) return;
              setHalf(null);
              onChange({ from: first, to: last });
              close();
            }}
          />
        </div>
      )}
    </FilterPill>
  );
}

function OfferingFilter({ value, onChange }: { value: string | undefined; onChange: (offering: string | undefined) => void }) {
  const { data: offerings = none } = useAsk<OfferingSummary[]>('catalog.offerings', {}, { tables: ['offerings'] });
  const [typed, setTyped] = useState('');
  const found = offerings.filter(({ title }) => title.toLowerCase().includes(typed.toLowerCase()));
  const chosen = value === undefined ? undefined : (offerings.find(({ id }) => id === value)?.title ?? 'An offering');
  return (
    <FilterPill icon={IconTag} name="Offering" value={chosen} onClear={() => onChange(undefined)} width={280}>
      {(close) => (
        <>
          <TextInput
            placeholder="Offering"
            aria-label="Find an offering"
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            data-autofocus
            mb={4}
          />
          <ScrollArea.Autosize mah={280}>
            {found.map(({ id, title, color }) => (
              <NavLink
                key={id}
                component="button"
                label={title}
                active={id === value}
                leftSection={<span className={classes.dot} style={{ background: color }} />}
                onClick={() => {
                  onChange(id);
                  close();
                }}
              />
            ))}
          </ScrollArea.Autosize>
        </>
      )}
    </FilterPill>
  );
}
