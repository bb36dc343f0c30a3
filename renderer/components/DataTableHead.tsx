import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactTable } from '@tanstack/react-table';
import type { ReactNode } from 'react';
import classes from './DataTable.module.css';
import type { Features } from './table.ts';

interface Props<T extends object> {
  table: ReactTable<Features, T>;
  /** only what the list can be sorted by */
  onPhone: boolean;
  /** the checkbox for all */
  pick: ReactNode;
}

const sorts = { asc: 'ascending', desc: 'descending' } as const;

export function DataTableHead<T extends object>({ table, onPhone, pick }: Props<T>) {
  return (
    <div role="row" aria-rowindex={1} className={classes.head}>
      {pick && (
        <div role="columnheader" className={classes.pick}>
          {pick}
        </div>
      )}
      {table.getHeaderGroups().flatMap((group) =>
        group.headers.map((header) => {
          if (onPhone && !header.column.getCanSort()) return null;
          const sorted = header.column.getIsSorted();
          const align = header.column.columnDef.meta?.align;
          const name = header.isPlaceholder ? null : <table.FlexRender header={header} />;
          return (
            <div
              key={header.id}
              role="columnheader"
              className={classes.headCell}
              data-align={align}
              aria-sort={sorted ? sorts[sorted] : undefined}
            >
              {header.column.getCanSort() ? (
                <button
                  type="button"
                  className={classes.sort}
                  data-sorted={sorted || undefined}
                  onClick={header.column.getToggleSortingHandler()}
                >
                  {name}
                  {sorted === 'asc' && <IconArrowUp size={12} stroke={2} aria-hidden />}
                  {sorted === 'desc' && <IconArrowDown size={12} stroke={2} aria-hidden />}
                </button>
              ) : (
                name
              )}
            </div>
          );
        }),
      )}
    </div>
  );
}
