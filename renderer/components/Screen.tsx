import { type ReactNode, useContext, useEffect } from 'react';
import { createPortal } from 'react-dom';
import { FrameSlotsContext } from './frameSlots.ts';
import classes from './Screen.module.css';

interface Props {
  title: string;
  /** stands before the title, e.g. a link back from an editor */
  lead?: ReactNode;
  /** stands after the title, e.g. a status */
  aside?: ReactNode;
  actions?: ReactNode;
  /** true: the screen fills the room edge to edge and scrolls by itself (tables, calendars) */
  bare?: boolean;
  children: ReactNode;
}

/** A screen: its title and actions stand in the top bar, the rest below. */
export function Screen({ title, lead, aside, actions, bare = false, children }: Props) {
  const slots = useContext(FrameSlotsContext);
  useEffect(() => {
    document.title = `${title} · Slotkeeper`;
  }, [title]);
  return (
    <>
      {slots.title &&
        createPortal(
          <>
            {lead}
            <h1 className={classes.title} title={title}>
              {title}
            </h1>
            {aside}
          </>,
          slots.title,
        )}
      {slots.actions && createPortal(actions, slots.actions)}
      <div className={bare ? classes.bare : classes.page}>{children}</div>
    </>
  );
}
