import type { ReactNode } from 'react';
import classes from './ListBar.module.css';

interface Props {
  /** what a reader hears for the pills together */
  label: string;
  children: ReactNode;
  /** what there is, at the end */
  count: string | undefined;
}

/** Over a list: the pills that narrow it, in one line that a phone scrolls. */
export function ListBar({ label, children, count }: Props) {
  return (
    <div className={classes.bar} role="group" aria-label={label}>
      {children}
      <span className={`${classes.count} num`} role="status">
        {count}
      </span>
    </div>
  );
}
