import type { WaitlistEntry } from '#core/domains/waitlist/model.ts';
import type { TableColumn } from '../../components/table.ts';
import { TimeText } from '../../components/TimeText.tsx';
import { Truncate } from '../../components/Truncate.tsx';
import { useNow } from '../../components/useNow.ts';
import { WaitBadge } from './WaitBadge.tsx';
import classes from './waitlist.module.css';
import { daysOf, offerOf, timesOf } from './words.ts';

type Column = TableColumn<WaitlistEntry> & { id: string; header: string };

export const columns: Column[] = [
  {
    id: 'name',
    header: 'Who',
    enableSorting: false,
    meta: { width: 150, grow: 1, names: true, onPhone: 'first' },
    cell: ({ row: { original } }) => <Truncate className={classes.strong}>{original.name}</Truncate>,
  },
  {
    id: 'offering',
    header: 'Offering',
    enableSorting: false,
    meta: { width: 150, grow: 1, onPhone: 'second' },
    cell: ({ row: { original } }) => (
      <>
        <span className={classes.dot} style={{ background: original.color }} aria-hidden />
        <Truncate>{original.quantity > 1 ? `${original.offeringTitle} × ${original.quantity}` : original.offeringTitle}</Truncate>
      </>
    ),
  },
  {
    id: 'days',
    header: 'Days',
    enableSorting: false,
    meta: { width: 204, onPhone: 'secondEnd' },
    cell: ({ row: { original } }) => <Truncate className="num">{daysOf(original)}</Truncate>,
  },
  {
    id: 'times',
    header: 'Time',
    enableSorting: false,
    meta: { width: 110 },
    cell: ({ row: { original } }) => <span className={`${classes.quiet} num`}>{timesOf(original)}</span>,
  },
  {
    id: 'status',
    header: 'Status',
    enableSorting: false,
    meta: { width: 120, onPhone: 'firstEnd' },
    cell: ({ row: { original } }) => <WaitBadge status={original.status} />,
  },
  {
    id: 'offer',
    header: 'Kept for them',
    enableSorting: false,
    meta: { width: 290 },
    cell: ({ row: { original } }) => <Kept entry={original} />,
  },
  {
    id: 'createdAt',
    header: 'Joined',
    enableSorting: false,
    meta: { width: 120 },
    cell: ({ row: { original } }) => (
      <span className={classes.quiet}>
        <TimeText at={original.createdAt} form="near" />
      </span>
    ),
  },
];

function Kept({ entry }: { entry: WaitlistEntry }) {
  const now = useNow();
  return <Truncate className={`${classes.quiet} num`}>{offerOf(entry, now)}</Truncate>;
}
