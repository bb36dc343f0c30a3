import { Button } from '@mantine/core';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { SortingState } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import { useDrawerSearch } from '../../app/drawers.ts';
import { ListSearch } from '../../app/ListSearch.tsx';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { locale } from '../../components/locale.ts';
import { ColumnMenu } from '../../components/ColumnMenu.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Screen } from '../../components/Screen.tsx';
import { useColumnChoice } from '../../components/useColumnChoice.ts';
import { CustomerDrawer } from './CustomerDrawer.tsx';
import { columnNames, columns, sorted, usualColumns } from './columns.tsx';
import classes from './customers.module.css';
import { DuplicatesButton } from './DuplicatesDialog.tsx';
import { NewCustomerDialog } from './NewCustomerDialog.tsx';

const MOST = 1_000;
const byLast: SortingState = [{ id: 'last', desc: true }];

interface Search {
  q?: string;
  open?: string;
}

/** `?q=` narrows, `?open=` lays the customer's drawer over the list. */
function useAddress(): [Search, (part: Search, replace: boolean) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const set = (part: Search, replace: boolean) =>
    void navigate({ to: '/customers', replace, search: (before: Record<string, unknown>) => ({ ...before, ...part }) as never });
  return [search, set];
}

export function CustomersScreen() {
  const [{ q = '', open }, go] = useAddress();
  const { booking } = useDrawerSearch();
  const [adding, setAdding] = useState(false);
  const list = useAsk<CustomerSummary[]>('customers.list', { ...(q ? { q } : {}), limit: MOST });
  const choice = useColumnChoice('customers', usualColumns);
  return (
    <Screen
      title="Customers"
      bare
      actions={
        <Button leftSection={<IconUserPlus size={16} stroke={1.5} />} onClick={() => setAdding(true)}>
          New customer
        </Button>
      }
    >
      <div className={classes.bar} role="search" aria-label="Customers">
        <ListSearch
          of="Customers"
          placeholder="Name, e-mail or phone"
          className={classes.search}
          value={q}
          onChange={(next) => go({ q: next }, true)}
        />
        <DuplicatesButton />
        <span className={`${classes.count} num`} role="status">
          {list.data && countWords(list.data.length)}
        </span>
        <ColumnMenu choice={choice} columns={columnNames} />
      </div>
      <Answered query={list}>
        {(customers) =>
          customers.length === 0 ? (
            <EmptyState
              icon={IconUsers}
              text={q ? `Nobody is called “${q}”.` : 'Everybody who books is listed here, with all of their visits.'}
              action={
                q
                  ? { label: 'Clear the search', onClick: () => go({ q: '' }, true) }
                  : { label: 'New customer', onClick: () => setAdding(true) }
              }
            />
          ) : (
            <CustomerTable
              customers={customers}
              shown={choice.shown}
              resetKey={q}
              openId={open}
              onOpen={(id) => go({ open: id }, open !== undefined)}
            />
          )
        }
      </Answered>
      {open !== undefined && booking === undefined && (
        <CustomerDrawer
          key={open}
          customerId={open}
          onClose={() => go({ open: '' }, true)}
          onMerged={(keptId) => go({ open: keptId }, true)}
        />
      )}
      <NewCustomerDialog opened={adding} onClose={() => setAdding(false)} onMade={(id) => go({ open: id }, false)} />
    </Screen>
  );
}

const countWords = (count: number) =>
  count >= MOST ? `The first ${MOST.toLocaleString(locale)}` : count === 1 ? '1 customer' : `${count.toLocaleString(locale)} customers`;

interface TableProps {
  customers: readonly CustomerSummary[];
  shown: Record<string, boolean>;
  resetKey: string;
  openId: string | undefined;
  onOpen: (id: string) => void;
}

function CustomerTable({ customers, shown, resetKey, openId, onOpen }: TableProps) {
  const [sorting, setSorting] = useState(byLast);
  const rows = useMemo(() => sorted(customers, sorting), [customers, sorting]);
  return (
    <DataTable
      label="Customers"
      columns={columns}
      rows={rows}
      total={rows.length}
      resetKey={resetKey}
      idOf={({ id }) => id}
      nameOf={({ name }) => name}
      sorting={sorting}
      onSort={setSorting}
      shown={shown}
      openId={openId}
      onOpen={({ id }) => onOpen(id)}
    />
  );
}
