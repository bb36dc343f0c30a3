import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import classes from './import.module.css';

const ROW_PX = 36;

interface Props<Row> {
  label: string;
  titles: readonly string[];
  rows: readonly Row[];
  /** the cells of a row; `before` is the one above it */
  children: (row: Row, before: Row | undefined) => ReactNode;
  /** which widths the columns have */
  layout: 'changes' | 'problems';
  /** what is said below it */
  note: string | null;
}

/** As many lines as a file has, of which those in sight are drawn. */
export function SheetTable<Row>({ label, titles, rows, children, layout, note }: Props<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  // TanStack's virtualizer hands out functions that change with time; React's compiler leaves this component as it is.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by the keyboard, too */}
      <div ref={scroller} className={classes.scroller} tabIndex={0} role="table" aria-label={label} aria-rowcount={rows.length + 1}>
        <div role="row" className={classes.head} data-layout={layout}>
          {titles.map((title) => (
            <span role="columnheader" key={title}>
              {title}
            </span>
          ))}
        </div>
        <div role="rowgroup" className={classes.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            return (
              row !== undefined && (
                <div
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  role="row"
                  aria-rowindex={index + 2}
                  className={classes.problem}
                  data-layout={layout}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {children(row, rows[index - 1])}
                </div>
              )
            );
          })}
        </div>
      </div>
      {note !== null && <p className={classes.more}>{note}</p>}
    </>
  );
}
