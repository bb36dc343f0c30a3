import type { SortingState } from '@tanstack/react-table';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import type { TableColumn } from '../../components/table.ts';
import { TimeText } from '../../components/TimeText.tsx';
import { Truncate } from '../../components/Truncate.tsx';
import classes from './customers.module.css';

type Column = TableColumn<CustomerSummary> & { id: string; header: string };

export const columns: Column[] = [
  {
    id: 'name',
    header: 'Name',
    accessorFn: ({ name }) => name,
    meta: { width: 180, grow: 1.2, onPhone: 'first' },
    cell: ({ row: { original } }) => <Truncate className={classes.strong}>{original.name}</Truncate>,
  },
  {
    id: 'email',
    header: 'E-mail',
    accessorFn: ({ email }) => email,
    meta: { width: 180, grow: 1.2, onPhone: 'second' },
    cell: ({ row: { original } }) => <Truncate className={classes.quiet}>{original.email ?? ''}</Truncate>,
  },
  {
    id: 'phone',
    header: 'Phone',
    enableSorting: false,
    meta: { width: 150, onPhone: 'secondEnd' },
    cell: ({ row: { original } }) => <Truncate className={`${classes.quiet} num`}>{original.phone ?? ''}</Truncate>,
  },
  {
    id: 'last',
    header: 'Latest booking',
    accessorFn: ({ lastStartsAt }) => lastStartsAt,
    meta: { width: 170, onPhone: 'firstEnd' },
    cell: ({ row: { original } }) => (original.lastStartsAt === null ? null : <TimeText at={original.lastStartsAt} form="near" />),
  },
  {
    id: 'createdAt',
    header: 'Since',
    accessorFn: ({ createdAt }) => createdAt,
    meta: { width: 120 },
    cell: ({ row: { original } }) => <TimeText at={original.createdAt} form="date" />,
  },
  {
    id: 'bookings',
    header: 'Bookings',
    accessorFn: ({ bookings }) => bookings,
    meta: { width: 96, align: 'end' },
    cell: ({ row: { original } }) => <span className="num">{original.bookings}</span>,
  },
  {
    id: 'noShows',
    header: 'No-shows',
    accessorFn: ({ noShows }) => noShows,
    meta: { width: 100, align: 'end' },
    cell: ({ row: { original } }) => (
      <span className={`num ${original.noShows > 0 ? classes.bad : classes.quiet}`}>{original.noShows}</span>
    ),
  },
];

export const usualColumns = { createdAt: false };
export const columnNames = columns.map(({ id, header }) => ({ id, name: header }));

const keys: Record<string, (customer: CustomerSummary) => number | string> = {
  name: ({ name }) => name,
  email: ({ email }) => email ?? '',
  last: ({ lastStartsAt }) => lastStartsAt ?? 0,
  createdAt: ({ createdAt }) => createdAt,
  bookings: ({ bookings }) => bookings,
  noShows: ({ noShows }) => noShows,
};

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** All of them are here, so the order is made here. */
export function sorted(customers: readonly CustomerSummary[], [by]: SortingState): CustomerSummary[] {
  const key = keys[by?.id ?? 'name'];
  if (!key) return [...customers];
  const sign = by?.desc ? -1 : 1;
  return customers.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    return sign * (typeof x === 'string' || typeof y === 'string' ? collator.compare(String(x), String(y)) : x - y);
  });
}
