import { Checkbox } from '@mantine/core';
import { FlexRender, type Row } from '@tanstack/react-table';
import { memo, type MouseEvent, type ReactNode, useState } from 'react';
import classes from './DataTable.module.css';
import type { Features } from './table.ts';

interface Props<T extends object> {
  /** undefined: it is on its way */
  row: Row<Features, T> | undefined;
  index: number;
  /** pixels from the top of the list */
  top: number;
  /** which columns stand, so that a row is drawn anew when others do */
  columns: string;
  onPhone: boolean;
  isPicked: boolean;
  /** the one row that Tab reaches */
  isTarget: boolean;
  isOpen: boolean;
  canPick: boolean;
  nameOf: (row: T) => string;
  onFocus: (index: number) => void;
  onOpen: (row: T) => void;
  actions: ((row: T) => ReactNode) | undefined;
}

/** Scrolling moves the window, not the rows: one that is already drawn is left as it is. */
export const DataTableRow = memo(Drawn) as typeof Drawn;

function Drawn<T extends object>(props: Props<T>) {
  const { row, index, top, columns, onPhone, isPicked, isTarget, isOpen, canPick, nameOf, onFocus, onOpen, actions } = props;
  // A row's buttons are made when somebody comes near: fifty rows of them would slow every scroll.
  const [near, setNear] = useState(false);
  const style = { transform: `translateY(${top}px)` };
  if (!row)
    return (
      <div role="row" aria-rowindex={index + 2} className={classes.row} style={style} data-loading>
        <div role="cell" aria-colspan={columns.split(' ').length + Number(canPick)} className={classes.bone}>
          <span className="visuallyHidden">Loading</span>
        </div>
      </div>
    );
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
      onPointerEnter={() => setNear(true)}
      onFocus={() => {
        setNear(true);
        onFocus(index);
      }}
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
      {row.getVisibleCells().map((cell) => {
        const { align, onPhone: place } = cell.column.columnDef.meta ?? {};
        if (onPhone && place === undefined) return null;
        return (
          <div key={cell.id} role="cell" className={classes.cell} data-align={align} data-place={onPhone ? place : undefined}>
            <FlexRender cell={cell} />
          </div>
        );
      })}
      {near && actions && !onPhone && (
        <div role="cell" className={classes.actions}>
          {actions(row.original)}
        </div>
      )}
    </div>
  );
}

const isOnControl = ({ target }: MouseEvent) => target instanceof Element && target.closest('button, input, a, label') !== null;
