import { Button, SegmentedControl } from '@mantine/core';
import { IconArrowBackUp, IconPlus, IconSearch, IconTicket, IconTrash } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Coupon } from '#core/domains/promotions/model.ts';
import { useDrawerSearch } from '../../app/drawers.ts';
import { ListSearch } from '../../app/ListSearch.tsx';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { locale } from '../../components/locale.ts';
import { Screen } from '../../components/Screen.tsx';
import { viewerZone } from '../../components/times.ts';
import { useIsManager } from '../catalogue/access.ts';
import { columnsIn } from './columns.tsx';
import { CouponDrawer, NewCouponDrawer } from './CouponDrawer.tsx';
import classes from './coupons.module.css';
import { type CouponMoves, useCouponMoves } from './useCouponMoves.ts';
import { useHouse } from './useHouse.ts';

const NEW = 'new';

interface Search {
  q?: string;
  show?: string;
  open?: string;
}

interface CouponPage {
  data: Coupon[];
  next: object | null;
}

/** `?q=` narrows, `?show=trash` shows what was thrown away, `?open=` lays a coupon's drawer over the list. */
function useAddress(): [Search, (part: Search, replace: boolean) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const set = (part: Search, replace: boolean) =>
    void navigate({ to: '/coupons', replace, search: (before: Record<string, unknown>) => ({ ...before, ...part }) as never });
  return [search, set];
}

export function CouponsScreen() {
  const [{ q = '', show = 'live', open }, go] = useAddress();
  const { booking } = useDrawerSearch();
  const isManager = useIsManager();
  const status = show === 'trash' ? 'trash' : 'live';
  const list = useAsk<CouponPage>('promotions.coupons', { status, ...(q ? { q } : {}) }, { tables: ['coupons', 'coupon_redemptions'] });
  const moves = useCouponMoves();
  const add = isManager ? { label: 'New coupon', onClick: () => go({ open: NEW }, false) } : undefined;
  return (
    <Screen
      title="Coupons"
      bare
      actions={
        add && (
          <Button leftSection={<IconPlus size={16} stroke={1.5} />} onClick={add.onClick}>
            {add.label}
          </Button>
        )
      }
    >
      <div className={classes.bar} role="search" aria-label="Coupons">
        <ListSearch of="Coupons" placeholder="Code" className={classes.search} value={q} onChange={(next) => go({ q: next }, true)} />
        <SegmentedControl
          size="xs"
          aria-label="Which coupons"
          value={status}
          data={[
            { value: 'live', label: 'Coupons' },
            { value: 'trash', label: 'Trash' },
          ]}
          onChange={(next) => go({ show: next === 'trash' ? next : '', open: '' }, true)}
        />
        <span className={`${classes.count} num`} role="status">
          {list.data && countWords(list.data)}
        </span>
      </div>
      <Answered query={list}>
        {({ data }) =>
          data.length > 0 ? (
            <CouponTable
              coupons={data}
              {...{ moves, isManager, open }}
              resetKey={`${status}/${q}`}
              onOpen={(id) => go({ open: id }, !!open)}
            />
          ) : q !== '' ? (
            <EmptyState
              icon={IconSearch}
              text={`No code has “${q}” in it.`}
              action={{ label: 'Clear the search', onClick: () => go({ q: '' }, true) }}
            />
          ) : status === 'trash' ? (
            <EmptyState icon={IconTrash} text="The trash is empty. What you move here can be restored." />
          ) : (
            <EmptyState icon={IconTicket} text="No coupons yet. Customers type a code where they book, and pay less." action={add} />
          )
        }
      </Answered>
      {open === NEW && booking === undefined && (
        <NewCouponDrawer onClose={() => go({ open: '' }, true)} onMade={(id) => go({ open: id, show: '' }, true)} />
      )}
      {open && open !== NEW && booking === undefined && (
        <CouponDrawer key={open} couponId={open} moves={moves} onClose={() => go({ open: '' }, true)} />
      )}
    </Screen>
  );
}

const countWords = ({ data, next }: CouponPage): string =>
  next !== null ? `The newest ${data.length.toLocaleString(locale)}` : data.length === 1 ? '1 coupon' : `${data.length} coupons`;

interface TableProps {
  coupons: readonly Coupon[];
  moves: CouponMoves;
  isManager: boolean;
  open: string | undefined;
  resetKey: string;
  onOpen: (id: string) => void;
}

function CouponTable({ coupons, moves, isManager, open, resetKey, onOpen }: TableProps) {
  const { timezone: zone = viewerZone, displayCurrency: currency = 'EUR' } = useHouse() ?? {};
  const columns = useMemo(() => columnsIn({ zone, currency }), [zone, currency]);
  const actions = (coupon: Coupon) =>
    coupon.trashedAt === null ? (
      <IconAction icon={IconTrash} label="Move to the trash" onClick={() => void moves.trash(coupon)} />
    ) : (
      <IconAction icon={IconArrowBackUp} label="Restore" onClick={() => void moves.restore(coupon)} />
    );
  return (
    <DataTable
      label="Coupons"
      columns={columns}
      rows={coupons}
      total={coupons.length}
      resetKey={resetKey}
      idOf={({ id }) => id}
      nameOf={({ code }) => code}
      openId={open}
      onOpen={({ id }) => onOpen(id)}
      {...(isManager ? { actions } : {})}
    />
  );
}
