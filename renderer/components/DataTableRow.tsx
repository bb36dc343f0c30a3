import { Checkbox } from '@mantine/core';
import type { ReactTable, Row } from '@tanstack/react-table';
import type { MouseEvent, ReactNode } from 'react';
import classes from './DataTable.module.css';
import type { Features } from './table.ts';

interface Props<T extends object> {
  table: ReactTable<Features, T>;
  /** undefined: it is on its way */
  row: Row<Features, T> | undefined;
  index: number;
  /** pixels from the top of the list */
  top: number;
  columns: number;
  /** the one row that Tab reaches */
  isTarget: boolean;
  isOpen: boolean;
  canPick: boolean;
  nameOf: (row: T) => string;
  onFocus: () => void;
  onOpen: (row: T) => void;
  actions: ((row: T) => ReactNode) | undefined;
}

export function DataTableRow<T extends object>(props: Props<T>) {
  const { table, row, index, top, columns, isTarget, isOpen, canPick, nameOf, onFocus, onOpen, actions } = props;
  const style = { transform: `translateY(${top}px)` };
  if (!row)
    return (
      <div role="row" aria-rowindex={index + 2} className={classes.row} style={style} data-loading>
        <div role="cell" aria-colspan={columns + Number(canPick)} className={classes.bone}>
          <span className="visuallyHidden">Loading</span>
        </div>
      </div>
    );
  const isPicked = row.getIsSelected();
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- Enter on the row is the grid's
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={canPick ? isPicked : undefined}
      data-index={index}
      data-open={isOpen || undefined}
      data-picked={isPicked || undefined}
      tabIndex={isTarget ? 0 : -1}
      className={classes.row}
      style={style}
      onFocus={onFocus}
      onClick={(event) => {
        if (!isOnControl(event)) onOpen(row.original);
      }}
    >
      {canPick && (
        <div role="cell" className={classes.pick}>
          <Checkbox
            size="xs"
            tabIndex={-1}
            aria-label={`Select ${nameOf(row.original)}`}
            checked={isPicked}
            onChange={({ currentTarget }) => row.toggleSelected(currentTarget.checked)}
          />
        </div>
      )}
      {row.getVisibleCells().map((cell) => (
        <div key={cell.id} role="cell" className={classes.cell} data-align={cell.column.columnDef.meta?.align}>
          <table.FlexRender cell={cell} />
        </div>
      ))}
      {actions && (
        <div role="cell" className={classes.actions}>
          {actions(row.original)}
        </div>
      )}
    </div>
  );
}

const isOnControl = ({ target }: MouseEvent) => target instanceof Element && target.closest('button, input, a, label') !== null;
