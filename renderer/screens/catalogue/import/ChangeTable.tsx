import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { ImportChange } from '#core/engine/bridge.ts';
import { count as figures } from '../../settings/dataWords.ts';
import classes from './import.module.css';

const ROW_PX = 36;

/** What becomes of the offerings that there are, cell by cell. */
export function ChangeTable({ changes, count }: { changes: readonly ImportChange[]; count: number }) {
  const rows = changes.length + 1;
  const scroller = useRef<HTMLDivElement>(null);
  // TanStack's virtualizer hands out functions that change with time; React's compiler leaves this component as it is.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: changes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  return (
    <div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by the keyboard, too */}
      <div ref={scroller} className={classes.scroller} tabIndex={0} role="table" aria-label="What changes" aria-rowcount={rows}>
        <div role="row" className={classes.head} data-changes>
          {['Row', 'Offering', 'Column', 'Was', 'Becomes'].map((title) => (
            <span role="columnheader" key={title}>
              {title}
            </span>
          ))}
        </div>
        <div role="rowgroup" className={classes.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const change = changes[index];
            return (
              change && (
                <div
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  role="row"
                  aria-rowindex={index + 2}
                  className={classes.problem}
                  data-changes
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <ChangeCells change={change} isFirst={changes[index - 1]?.row !== change.row} />
                </div>
              )
            );
          })}
        </div>
      </div>
      {count > changes.length && (
        <p className={classes.more}>
          The first {figures(changes.length)} of {figures(count)} changes.
        </p>
      )}
    </div>
  );
}

function ChangeCells({ change: { row, title, onSale, column, from, to }, isFirst }: { change: ImportChange; isFirst: boolean }) {
  return (
    <>
      <span role="cell" className="num">
        {row}
      </span>
      <span role="cell" dir="auto" data-again={!isFirst || undefined}>
        {title}
        {onSale && isFirst && <span className={classes.onSale}>on sale</span>}
      </span>
      <span role="cell">{column}</span>
      <span role="cell" className={classes.was} dir="auto">
        {from === '' ? <i>nothing</i> : from}
      </span>
      <span role="cell" className={classes.becomes} dir="auto">
        {to === '' ? <i>nothing</i> : to}
      </span>
    </>
  );
}
