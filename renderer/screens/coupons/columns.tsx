import type { Coupon } from '#core/domains/promotions/model.ts';
import type { TableColumn } from '../../components/table.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { CouponBadge } from './CouponBadge.tsx';
import classes from './coupons.module.css';
import { limitsText, redeemedText, windowText, worthText } from './words.ts';

type Column = TableColumn<Coupon> & { id: string; header: string };

/** `zone`: the business's own. */
export const columnsIn = (zone: string): Column[] => [
  {
    id: 'code',
    header: 'Code',
    enableSorting: false,
    meta: { width: 150, grow: 1, names: true },
    cell: ({ row: { original } }) => <Truncate className={classes.code}>{original.code}</Truncate>,
  },
  {
    id: 'worth',
    header: 'Takes off',
    enableSorting: false,
    meta: { width: 110, align: 'end' },
    cell: ({ row: { original } }) => <span className="num">{worthText(original)}</span>,
  },
  {
    id: 'status',
    header: 'Status',
    enableSorting: false,
    meta: { width: 120 },
    cell: ({ row: { original } }) => <CouponBadge coupon={original} />,
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
    meta: { width: 210 },
    cell: ({ row: { original } }) => <Truncate className={`${classes.quiet} num`}>{windowText(original, zone)}</Truncate>,
  },
  {
    id: 'limits',
    header: 'Only',
    enableSorting: false,
    meta: { width: 200, grow: 1 },
    cell: ({ row: { original } }) => <Truncate className={`${classes.quiet} num`}>{limitsText(original)}</Truncate>,
  },
];
