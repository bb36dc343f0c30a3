/**
 * A list of any length. The host holds it; the table holds the stretch around what is seen (`rows` from `offset`), so that
 * 100,000 rows cost as much as a screenful. Focus walks by row: arrows or j/k, Enter opens, x or Space chooses.
 * On a phone, where columns say their place there, rows are of two lines, and the head says and changes the order alone.
 */
import { Checkbox } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ColumnVisibilityState, functionalUpdate, type RowSelectionState, type SortingState, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react';
import classes from './DataTable.module.css';
import { DataTableHead } from './DataTableHead.tsx';
import { DataTableRow } from './DataTableRow.tsx';
import { type ColumnShape, features, type TableColumn } from './table.ts';

interface Props<T extends object> {
  label: string;
  columns: readonly TableColumn<T>[];
  /** the loaded stretch */
  rows: readonly T[];
  /** where it begins in the whole list */
  offset?: number;
  total: number;
  idOf: (row: T) => string;
  /** what a reader hears for the row's checkbox */
  nameOf: (row: T) => string;
  /** the rows that are seen now, `[from, to)` */
  onSeen?: (from: number, to: number) => void;
  sorting?: SortingState;
  onSort?: (sorting: SortingState) => void;
  shown?: ColumnVisibilityState;
  selection?: RowSelectionState;
  onSelect?: (selection: RowSelectionState) => void;
  /** the head's checkbox: all of the list, loaded or not */
  onSelectAll?: (all: boolean) => void;
  /** another list: it is shown from its beginning */
  resetKey?: string;
  openId?: string | undefined;
  onOpen: (row: T) => void;
  /** buttons that appear at the row's end */
  actions?: (row: T) => ReactNode;
}

const HEAD_PX = 36;
const ROW_PX = 36;
const PHONE_ROW_PX = 56;
const OVERSCAN = 12;
const PICK_PX = 36;
/** They take whoever stands nowhere into the list. */
const STARTING_KEYS = ['j', 'k', 'ArrowDown', 'ArrowUp'];

export function DataTable<T extends object>(props: Props<T>) {
  const { label, columns, rows, offset = 0, total, idOf, onSeen, sorting, onSort, shown, selection, onSelect, resetKey } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  // Ahead of the focus, which follows a frame later: keys in quick succession each count.
  const cursor = useRef(0);
  const onRowFocus = useCallback((index: number) => {
    cursor.current = index;
    setAt(index);
  }, []);
  const canPick = onSelect !== undefined;
  const isNarrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const onPhone = isNarrow && columns.some(({ meta }) => meta?.onPhone !== undefined);
  const rowPx = onPhone ? PHONE_ROW_PX : ROW_PX;
  // On a phone the head is there to sort and to choose: where neither can be done, there is none.
  const hasHead = !onPhone || canPick || columns.some(({ enableSorting }) => enableSorting !== false);
  const headPx = hasHead ? HEAD_PX : 0;
  const table = useTable({
    features,
    columns: columns,
    data: rows,
    getRowId: idOf,
    manualSorting: true,
    enableMultiSort: false,
    enableSortingRemoval: false,
    state: { sorting: sorting ?? [], columnVisibility: shown ?? {}, rowSelection: selection ?? {} },
    onSortingChange: (updater) => onSort?.(functionalUpdate(updater, sorting ?? [])),
    onRowSelectionChange: (updater) => onSelect?.(functionalUpdate(updater, selection ?? {})),
  });
  // TanStack's virtualizer hands out functions that change with time; React's compiler leaves this component as it is.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    paddingStart: headPx,
    scrollPaddingStart: headPx,
  });
  useEffect(() => virtual.measure(), [virtual, rowPx, headPx]);
  const items = virtual.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const to = (items.at(-1)?.index ?? -1) + 1;
  useEffect(() => onSeen?.(from, to), [onSeen, from, to]);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [resetKey]);

  const visible = table.getVisibleLeafColumns();
  const template = useMemo(
    () =>
      templateOf(
        visible.map(({ columnDef }) => columnDef.meta),
        canPick,
      ),
    [visible, canPick],
  );
  const columnKey = visible.map(({ id }) => id).join(' ');
  const model = table.getRowModel().rows;
  const focusRow = (index: number) => {
    const next = Math.min(Math.max(index, 0), total - 1);
    cursor.current = next;
    setAt(next);
    virtual.scrollToIndex(next, { align: 'auto' });
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus({ preventScroll: true }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isRow(event.target)) return;
    const index = cursor.current;
    const step = stepOf(event.key);
    const row = model[index - offset];
    if (step !== undefined) focusRow(Number.isFinite(step) ? index + step : step > 0 ? total - 1 : 0);
    else if (event.key === 'Enter' && row) props.onOpen(row.original);
    else if ((event.key === 'x' || event.key === ' ') && row && canPick) row.toggleSelected();
    else return;
    event.preventDefault();
  };

  const onKeyNowhere = useEffectEvent((event: globalThis.KeyboardEvent) => {
    if (event.target !== document.body || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || total === 0) return;
    if (!STARTING_KEYS.includes(event.key) || document.querySelector('[aria-modal="true"]')) return;
    event.preventDefault();
    focusRow(cursor.current);
  });
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => onKeyNowhere(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-on-phone={onPhone || undefined}
      style={{ '--columns': template } as CSSProperties}
    >
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-multiselectable={canPick || undefined}
        tabIndex={-1}
        className={classes.grid}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {hasHead && (
          <DataTableHead
            table={table}
            onPhone={onPhone}
            pick={
              canPick && (
                <Checkbox
                  size="xs"
                  aria-label={`Select all ${total}`}
                  checked={total > 0 && Object.keys(selection ?? {}).length >= total}
                  indeterminate={Object.keys(selection ?? {}).length > 0 && Object.keys(selection ?? {}).length < total}
                  onChange={({ currentTarget }) => props.onSelectAll?.(currentTarget.checked)}
                />
              )
            }
          />
        )}
        {items.map(({ index, start }) => (
          <DataTableRow
            key={index}
            row={model[index - offset]}
            index={index}
            top={start}
            columns={columnKey}
            onPhone={onPhone}
            isPicked={model[index - offset]?.getIsSelected() ?? false}
            isTarget={index === Math.min(at, total - 1)}
            isOpen={props.openId !== undefined && model[index - offset]?.id === props.openId}
            canPick={canPick}
            nameOf={props.nameOf}
            onFocus={onRowFocus}
            onOpen={props.onOpen}
            actions={props.actions}
          />
        ))}
      </div>
    </div>
  );
}

function templateOf(shapes: readonly (ColumnShape | undefined)[], canPick: boolean): string {
  const tracks = shapes.map((shape) => (shape?.grow ? `minmax(${shape.width}px, ${shape.grow}fr)` : `${shape?.width ?? 120}px`));
  return [...(canPick ? [`${PICK_PX}px`] : []), ...tracks].join(' ');
}

/** A row itself has the focus; keys inside its buttons are theirs. */
const isRow = (target: EventTarget): boolean => target instanceof HTMLElement && target.dataset['index'] !== undefined;

function stepOf(key: string): number | undefined {
  const page = 15;
  const steps: Record<string, number> = {
    ArrowDown: 1,
    j: 1,
    ArrowUp: -1,
    k: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity,
  };
  return steps[key];
}
