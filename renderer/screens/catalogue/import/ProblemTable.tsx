import { useMemo, useState } from 'react';
import type { ImportProblem } from '#core/engine/bridge.ts';
import { TogglePill } from '../../../components/Pill.tsx';
import { count as figures } from '../../settings/dataWords.ts';
import classes from './import.module.css';
import { SheetTable } from './SheetTable.tsx';

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
  const note = count > problems.length ? `The first ${figures(problems.length)} of ${figures(count)} problems.` : null;
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
      <SheetTable label="Problems" titles={['Row', 'Column', 'In the file', last]} rows={shown} layout="problems" note={note}>
        {({ row, column, value, expected }) => (
          <>
            <span role="cell" className="num">
              {row}
            </span>
            <span role="cell">{nameOf(column)}</span>
            <span role="cell" className={classes.value} data-whole={column === '' || undefined}>
              {value === '' ? <i>nothing</i> : value}
            </span>
            <span role="cell">{expected}</span>
          </>
        )}
      </SheetTable>
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
