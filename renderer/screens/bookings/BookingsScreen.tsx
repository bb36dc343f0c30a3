import { Progress, Text } from '@mantine/core';
import { IconCalendarPlus, IconDownload, IconListSearch, IconUpload, IconX } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { useDrawers, useDrawerSearch } from '../../app/drawers.ts';
import { useSession } from '../../bridge/ask.ts';
import { useListWindow } from '../../bridge/window.ts';
import { Bones } from '../../components/Bones.tsx';
import { locale } from '../../components/locale.ts';
import { ColumnMenu } from '../../components/ColumnMenu.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { Screen } from '../../components/Screen.tsx';
import { toast } from '../../components/toasts.ts';
import { useColumnChoice } from '../../components/useColumnChoice.ts';
import classes from './bookings.module.css';
import { BulkBar } from './BulkBar.tsx';
import { columnNames, columns, usualColumns } from './columns.tsx';
import { FilterBar } from './FilterBar.tsx';
import { type Filters, filtersOf, isNarrowed, listInput, noFilters, searchOf, sortingOf, sortOf } from './filters.ts';
import { NewBookingButton } from './NewBookingButton.tsx';
import { RowMoves } from './RowMoves.tsx';
import { allBookings, type Export, useExport } from './useExport.ts';

const ImportBookings = lazy(() => import('./import/ImportBookings.tsx').then((file) => ({ default: file.ImportBookings })));

export function BookingsScreen() {
  const { data: session } = useSession();
  const timezone = session?.tenant?.timezone ?? 'UTC';
  const [filters, setFilters] = useFilters();
  const input = useMemo(() => listInput(filters, timezone), [filters, timezone]);
  const list = useListWindow<BookingSummary>('bookings.list', input);
  const choice = useColumnChoice('bookings', usualColumns);
  const exporting = useExport();
  const [importing, setImporting] = useState(false);
  const { openBooking, openNew } = useDrawers();
  const { booking: openId } = useDrawerSearch();
  const picked = usePicked(list.rows, input);
  const empty = list.ready && list.total === 0;
  return (
    <Screen title="Bookings" bare actions={<NewBookingButton />}>
      <FilterBar filters={filters} timezone={timezone} onChange={setFilters}>
        <span className="num" role="status" style={{ marginInlineEnd: 8 }}>
          {list.ready && (list.total === 1 ? '1 booking' : `${list.total.toLocaleString(locale)} bookings`)}
        </span>
        <ColumnMenu choice={choice} columns={columnNames} />
        <IconAction icon={IconUpload} label="Import bookings" onClick={() => setImporting(true)} />
        <ExportControl exporting={exporting} onStart={() => void exporting.start(input)} disabled={empty} />
      </FilterBar>
      {!list.ready && !list.error && (
        <div className={classes.waiting}>
          <Bones lines={14} />
        </div>
      )}
      {list.error && <ErrorState error={list.error} onRetry={list.retry} />}
      {empty && <NoBookings filters={filters} onClear={() => setFilters(noFilters(filters.sort))} onNew={() => openNew()} />}
      {list.ready && !empty && (
        <DataTable
          label="Bookings"
          columns={columns}
          rows={list.rows}
          offset={list.offset}
          total={list.total}
          onSeen={list.onSeen}
          resetKey={JSON.stringify(input)}
          idOf={idOf}
          nameOf={nameOf}
          sorting={sortingOf(filters.sort)}
          onSort={(sorting) => setFilters({ ...filters, sort: sortOf(sorting) })}
          shown={choice.shown}
          selection={picked.selection}
          onSelect={picked.select}
          onSelectAll={picked.selectAll}
          openId={openId}
          onOpen={({ id }) => openBooking(id)}
          actions={rowMoves}
        />
      )}
      {importing && (
        <Suspense>
          <ImportBookings onClose={() => setImporting(false)} />
        </Suspense>
      )}
      {picked.bookings.length > 0 && <BulkBar picked={picked.bookings} onClear={picked.clear} />}
    </Screen>
  );
}

const idOf = ({ id }: BookingSummary) => id;
const nameOf = ({ customerName, confirmationCode }: BookingSummary) => `${customerName}, ${confirmationCode}`;
const rowMoves = (booking: BookingSummary) => <RowMoves booking={booking} />;

function useFilters(): [Filters, (filters: Filters) => void] {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const filters = useMemo(() => filtersOf(search as Record<string, unknown>), [search]);
  const set = (next: Filters) =>
    void navigate({
      to: '/bookings',
      replace: true,
      search: (before: Record<string, unknown>) => ({ ...before, ...searchOf(next) }) as never,
    });
  return [filters, set];
}

interface Picked {
  bookings: readonly BookingSummary[];
  selection: Record<string, true>;
  select: (selection: Record<string, true>) => void;
  selectAll: (all: boolean) => void;
  clear: () => void;
}

/** What is chosen, with the newest that is known of each: a row may scroll away and stays chosen. Under other filters nothing is: it could be cancelled unseen. */
function usePicked(rows: readonly BookingSummary[], input: Record<string, unknown>): Picked {
  const [kept, setKept] = useState<ReadonlyMap<string, BookingSummary>>(new Map());
  const narrowedTo = JSON.stringify({ ...input, sort: undefined });
  const [keptUnder, setKeptUnder] = useState(narrowedTo);
  if (keptUnder !== narrowedTo) {
    setKeptUnder(narrowedTo);
    setKept(new Map());
  }
  const shown = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const bookings = useMemo(() => [...kept.values()].map((booking) => shown.get(booking.id) ?? booking), [kept, shown]);
  const selection = useMemo(() => Object.fromEntries(bookings.map(({ id }) => [id, true as const])), [bookings]);
  const keep = (list: readonly BookingSummary[]) => setKept(new Map(list.map((booking) => [booking.id, booking])));
  return {
    bookings,
    selection,
    select: (next) =>
      keep(
        Object.keys(next).flatMap((id) => {
          const booking = shown.get(id) ?? kept.get(id);
          return booking ? [booking] : [];
        }),
      ),
    selectAll: (all) => {
      if (all) allBookings(input).then(keep, toast.problem);
      else setKept(new Map());
    },
    clear: () => setKept(new Map()),
  };
}

function ExportControl({ exporting, onStart, disabled }: { exporting: Export; onStart: () => void; disabled: boolean }) {
  const { progress, cancel } = exporting;
  if (!progress) return <IconAction icon={IconDownload} label="Export as CSV" onClick={onStart} disabled={disabled} />;
  const share = progress.total === 0 ? 0 : (100 * progress.done) / progress.total;
  return (
    <>
      <Text size="xs" className="num" role="status">
        Exporting {progress.done.toLocaleString(locale)} of {progress.total.toLocaleString(locale)}
      </Text>
      <Progress value={share} w={80} size={4} aria-label="Export" />
      <IconAction icon={IconX} label="Stop the export" onClick={cancel} />
    </>
  );
}

function NoBookings({ filters, onClear, onNew }: { filters: Filters; onClear: () => void; onNew: () => void }) {
  if (isNarrowed(filters))
    return (
      <EmptyState icon={IconListSearch} text="No booking matches these filters." action={{ label: 'Clear filters', onClick: onClear }} />
    );
  return (
    <EmptyState
      icon={IconCalendarPlus}
      text="Bookings from your website, the desk and the API are listed here."
      action={{ label: 'New booking', onClick: onNew }}
    />
  );
}
