import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { isTwelveHours } from '../../components/locale.ts';
import { MoneyText } from '../../components/MoneyText.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import type { TableColumn } from '../../components/table.ts';
import { TimeText } from '../../components/TimeText.tsx';
import { Truncate } from '../../components/Truncate.tsx';
import { statusOf } from './riskWords.ts';
import { offeringsOf, sourceWords } from './words.ts';
import classes from './bookings.module.css';

type Column = TableColumn<BookingSummary> & { id: string; header: string };

export const columns: Column[] = [
  {
    id: 'startsAt',
    header: 'When',
    accessorFn: ({ startsAt }) => startsAt,
    sortDescFirst: false,
    meta: { width: isTwelveHours ? 216 : 184, onPhone: 'secondEnd' },
    cell: ({ row: { original } }) => <TimeText at={original.startsAt} zone={original.items[0]?.timezone ?? 'UTC'} />,
  },
  {
    id: 'customer',
    header: 'Customer',
    enableSorting: false,
    meta: { width: 150, grow: 1, onPhone: 'first' },
    cell: ({ row: { original } }) => <Truncate className={classes.strong}>{original.customerName}</Truncate>,
  },
  {
    id: 'offering',
    header: 'Offering',
    enableSorting: false,
    meta: { width: 150, grow: 1.2, onPhone: 'second' },
    cell: ({ row: { original } }) => (
      <>
        <span className={classes.dot} style={{ background: original.items[0]?.color }} aria-hidden />
        <Truncate>{offeringsOf(original)}</Truncate>
      </>
    ),
  },
  {
    id: 'resource',
    header: 'With',
    enableSorting: false,
    meta: { width: 116 },
    cell: ({ row: { original } }) => (
      <Truncate className={classes.quiet}>{original.items.flatMap((item) => item.resourceNames).join(', ')}</Truncate>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    enableSorting: false,
    meta: { width: 124, onPhone: 'firstEnd' },
    cell: ({ row: { original } }) => <StatusBadge status={statusOf(original)} />,
  },
  {
    id: 'source',
    header: 'Through',
    enableSorting: false,
    meta: { width: 90 },
    cell: ({ row: { original } }) => <span className={classes.quiet}>{sourceWords[original.source]}</span>,
  },
  {
    id: 'code',
    header: 'Code',
    enableSorting: false,
    meta: { width: 90 },
    cell: ({ row: { original } }) => <span className={classes.code}>{original.confirmationCode}</span>,
  },
  {
    id: 'createdAt',
    header: 'Booked',
    accessorFn: ({ createdAt }) => createdAt,
    meta: { width: 140 },
    cell: ({ row: { original } }) => (
      <span className={classes.quiet}>
        <TimeText at={original.createdAt} form="near" />
      </span>
    ),
  },
  {
    id: 'total',
    header: 'Total',
    enableSorting: false,
    meta: { width: 120, align: 'end' },
    cell: ({ row: { original } }) => <MoneyText cents={original.totalCents} currency={original.currency} />,
  },
];

/** Not shown until asked for. */
export const usualColumns = { source: false, code: false };
export const columnNames = columns.map(({ id, header }) => ({ id, name: header }));
