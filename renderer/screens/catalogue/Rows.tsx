import { Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { IconAction } from '../../components/IconAction.tsx';
import { Handle } from './Handle.tsx';
import { useReorder } from './reorder.ts';
import classes from './Rows.module.css';

interface Props<T> {
  list: readonly T[];
  /** of one, for its buttons: `Towels`, `length 2` */
  nameOf: (one: T, index: number) => string;
  readOnly: boolean;
  onChange: (list: T[]) => void;
  /** the button below; null: there is no room for more */
  add: { label: string; make: () => T } | null;
  /** without it their order means nothing */
  ordered?: boolean;
  /** framed, for what takes more than a line */
  framed?: boolean;
  children: (one: T, index: number, change: (to: Partial<T>) => void) => ReactNode;
}

/** A list in a form: its entries, each with a way out, and a button for another. */
export function Rows<T extends object>({ list, nameOf, readOnly, onChange, add, ordered = false, framed = false, children }: Props<T>) {
  const reorder = useReorder(list, onChange);
  const change = (index: number, to: Partial<T>) => onChange(list.map((one, at) => (at === index ? { ...one, ...to } : one)));
  return (
    <div className={classes.rows} data-reorder>
      {reorder.shown.map(({ one, index }, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- an entry is its place in the list
        <div key={place} className={classes.row} data-framed={framed || undefined} {...reorder.item(place)}>
          {ordered && !readOnly && list.length > 1 && <Handle name={nameOf(one, index)} reorder={reorder} place={place} />}
          <div className={classes.fields}>{children(one, index, (to) => change(index, to))}</div>
          {!readOnly && (
            <IconAction
              className={classes.remove}
              icon={IconX}
              label={`Remove ${nameOf(one, index)}`}
              size={framed ? 'sm' : 32}
              onClick={() => onChange(list.toSpliced(index, 1))}
            />
          )}
        </div>
      ))}
      {add && !readOnly && (
        <div>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} stroke={1.5} />}
            onClick={(at) => {
              const home = at.currentTarget.closest('[data-reorder]');
              onChange([...list, add.make()]);
              requestAnimationFrame(() => home?.querySelector<HTMLElement>(`[data-place="${list.length}"] input`)?.focus());
            }}
          >
            {add.label}
          </Button>
        </div>
      )}
      {readOnly && list.length === 0 && <p className={classes.none}>None.</p>}
    </div>
  );
}
