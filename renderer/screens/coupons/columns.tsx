import type { Coupon } from '#core/domains/promotions/model.ts';
import type { TableColumn } from '../../components/table.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { CouponBadge } from './CouponBadge.tsx';
import classes from './coupons.module.css';
import { limitsText, redeemedText, windowText, worthText } from './words.ts';

type Column = TableColumn<Coupon> & { id: string; header: string };

/** Of a business's own clock and money. */
export const columnsIn = ({ zone, currency }: { zone: string; currency: string }): Column[] => [
  {
    id: 'code',
    header: 'Code',
    enableSorting: false,
    meta: { width: 140, grow: 0.7, names: true, onPhone: 'first' },
    cell: ({ row: { original } }) => <Truncate className={classes.code}>{original.code}</Truncate>,
  },
  {
    id: 'status',
    header: 'Status',
    enableSorting: false,
    meta: { width: 104, onPhone: 'firstEnd' },
    cell: ({ row: { original } }) => <CouponBadge coupon={original} />,
  },
  {
    id: 'worth',
    header: 'Takes off',
    enableSorting: false,
    meta: { width: 104, align: 'end', onPhone: 'second' },
    cell: ({ row: { original } }) => <span className="num">{worthText(original)}</span>,
  },
  {
    id: 'redeemed',
    header: 'Redeemed',
    enableSorting: false,
    meta: { width: 110, align: 'end' },
    cell: ({ row: { original } }) => <span className="num">{redeemedText(original)}</span>,
  },
  {
    id: 'window',
    header: 'Valid',
    enableSorting: false,
    meta: { width: 210, onPhone: 'secondEnd' },
    cell: ({ row: { original } }) => <Truncate className={`${classes.quiet} num`}>{windowText(original, zone)}</Truncate>,
  },
  {
    id: 'limits',
    header: 'Only',
    enableSorting: false,
    meta: { width: 200, grow: 1 },
    cell: ({ row: { original } }) => <Truncate className={`${classes.quiet} num`}>{limitsText(original, currency)}</Truncate>,
  },
];
