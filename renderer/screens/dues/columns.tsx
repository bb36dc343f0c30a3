import type { Due } from '#core/domains/bookings/model.ts';
import type { TableColumn } from '../../components/table.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { periodText, standingWords } from '../customers/planWords.ts';
import { DueMark } from './DueMark.tsx';
import classes from './dues.module.css';
import { timeWords } from './words.ts';

type Column = TableColumn<Due> & { id: string; header: string };

/** `today`: a local date. */
export const columnsOn = (today: string): Column[] => [
  {
    id: 'customer',
    header: 'Who',
    enableSorting: false,
    meta: { width: 160, grow: 1.2, names: true, onPhone: 'first' },
    cell: ({ row: { original } }) => <Truncate className={classes.strong}>{original.customerName}</Truncate>,
  },
  {
    id: 'plan',
    header: 'Plan',
    enableSorting: false,
    meta: { width: 140, grow: 1 },
    cell: ({ row: { original } }) => <Truncate>{original.title}</Truncate>,
  },
  {
    id: 'period',
    header: 'Period',
    enableSorting: false,
    meta: { width: 200, onPhone: 'second' },
    cell: ({ row: { original } }) => <Truncate className={`${classes.quiet} num`}>{periodText(original)}</Truncate>,
  },
  {
    id: 'state',
    header: 'To be paid',
    enableSorting: false,
    meta: { width: 240, onPhone: 'secondEnd' },
    cell: ({ row: { original } }) => (
      <span className={classes.state}>
        <DueMark due={original} />
        <span className={`num ${original.payBy < today ? classes.late : classes.quiet}`}>{timeWords(original, today)}</span>
      </span>
    ),
  },
  {
    id: 'amount',
    header: 'Amount',
    enableSorting: false,
    meta: { width: 170, align: 'end', onPhone: 'firstEnd' },
    cell: ({ row: { original } }) => (
      <Truncate className={`num ${original.order.dueCents === 0 ? classes.quiet : classes.strong}`}>
        {standingWords(original.order)}
      </Truncate>
    ),
  },
];
