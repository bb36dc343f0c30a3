import type { ImportChange } from '#core/engine/bridge.ts';
import { count as figures } from '../../settings/dataWords.ts';
import classes from './import.module.css';
import { SheetTable } from './SheetTable.tsx';

const titles = ['Row', 'Offering', 'Column', 'Was', 'Becomes'];

/** What becomes of the offerings that there are, cell by cell. */
export function ChangeTable({ changes, count }: { changes: readonly ImportChange[]; count: number }) {
  const note = count > changes.length ? `The first ${figures(changes.length)} of ${figures(count)} changes.` : null;
  return (
    <div>
      <SheetTable label="What changes" titles={titles} rows={changes} layout="changes" note={note}>
        {(change, before) => <ChangeCells change={change} isFirst={before?.row !== change.row} />}
      </SheetTable>
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
