import type { DisputeSummary } from '#core/domains/disputes/model.ts';
import { MoneyText } from '../../components/MoneyText.tsx';
import type { TableColumn } from '../../components/table.ts';
import { TimeText } from '../../components/TimeText.tsx';
import { Truncate } from '../../components/Truncate.tsx';
import { DisputeBadge } from './DisputeBadge.tsx';
import classes from './disputes.module.css';

type Column = TableColumn<DisputeSummary> & { id: string; header: string };

export const columns: Column[] = [
  {
    id: 'customer',
    header: 'Customer',
    enableSorting: false,
    meta: { width: 150, grow: 1, names: true, onPhone: 'first' },
    cell: ({ row: { original } }) => <Truncate className={classes.strong}>{original.customerName}</Truncate>,
  },
  {
    id: 'reason',
    header: 'About',
    enableSorting: false,
    meta: { width: 180, grow: 2, onPhone: 'second' },
    cell: ({ row: { original } }) => <Truncate>{original.reason}</Truncate>,
  },
  {
    id: 'offering',
    header: 'Booking',
    enableSorting: false,
    meta: { width: 150, grow: 1 },
    cell: ({ row: { original } }) => <Truncate className={classes.quiet}>{original.offeringTitle}</Truncate>,
  },
  {
    id: 'total',
    header: 'Total',
    enableSorting: false,
    meta: { width: 110, align: 'end' },
    cell: ({ row: { original } }) => <MoneyText cents={original.totalCents} currency={original.currency} />,
  },
  {
    id: 'state',
    header: 'State',
    enableSorting: false,
    meta: { width: 132, onPhone: 'firstEnd' },
    cell: ({ row: { original } }) => <DisputeBadge dispute={original} />,
  },
  {
    id: 'updatedAt',
    header: 'Latest',
    enableSorting: false,
    meta: { width: 132, onPhone: 'secondEnd' },
    cell: ({ row: { original } }) => (
      <span className={classes.quiet}>
        <TimeText at={original.updatedAt} form="near" />
      </span>
    ),
  },
];

/** What gives way to the thread beside the list. */
export const besideThread = { offering: false, total: false };
