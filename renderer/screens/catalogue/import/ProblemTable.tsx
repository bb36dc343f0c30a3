import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { ImportProblem } from '#core/engine/bridge.ts';
import { TogglePill } from '../../../components/Pill.tsx';
import { count as figures } from '../../settings/dataWords.ts';
import classes from './import.module.css';

const ROW_PX = 36;
const MOST_PILLS = 12;

/** Every problem by its row and column, and what the cell should hold; by one column alone where one is chosen. */
export function ProblemTable({
  problems,
  count,
  last = 'Should be',
}: {
  problems: readonly ImportProblem[];
  count: number;
  /** what the last column is called */
  last?: string;
}) {
  const [only, setOnly] = useState<string | null>(null);
  const columns = useMemo(() => byColumn(problems), [problems]);
  const shown = only === null ? problems : problems.filter(({ column }) => column === only);
  const scroller = useRef<HTMLDivElement>(null);
  // TanStack's virtualizer hands out functions that change with time; React's compiler leaves this component as it is.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  return (
    <div>
      {columns.length > 1 && (
        <div className={classes.pills} role="group" aria-label="Problems of one column">
          {columns.slice(0, MOST_PILLS).map(([column, n]) => (
            <TogglePill key={column} pressed={only === column} onToggle={() => setOnly(only === column ? null : column)}>
              {`${nameOf(column)}: ${figures(n)}`}
            </TogglePill>
          ))}
        </div>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by the keyboard, too */}
      <div ref={scroller} className={classes.scroller} tabIndex={0} role="table" aria-label="Problems" aria-rowcount={shown.length + 1}>
        <div role="row" className={classes.head}>
          {['Row', 'Column', 'In the file', last].map((title) => (
            <span role="columnheader" key={title}>
              {title}
            </span>
          ))}
        </div>
        <div role="rowgroup" className={classes.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const problem = shown[index];
            return (
              problem && (
                <div
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  role="row"
                  aria-rowindex={index + 2}
                  className={classes.problem}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <span role="cell" className="num">
                    {problem.row}
                  </span>
                  <span role="cell">{nameOf(problem.column)}</span>
                  <span role="cell" className={classes.value} data-whole={problem.column === '' || undefined}>
                    {problem.value === '' ? <i>nothing</i> : problem.value}
                  </span>
                  <span role="cell">{problem.expected}</span>
                </div>
              )
            );
          })}
        </div>
      </div>
      {count > problems.length && (
        <p className={classes.more}>
          The first {figures(problems.length)} of {figures(count)} problems.
        </p>
      )}
    </div>
  );
}

const nameOf = (column: string): string => (column === '' ? 'whole row' : column);

/** Those with the most first. */
function byColumn(problems: readonly ImportProblem[]): [column: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { column } of problems) counts.set(column, (counts.get(column) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]);
}
