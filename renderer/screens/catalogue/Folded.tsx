import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import type { Field, FieldErrors } from './draft.ts';
import classes from './Folded.module.css';
import type { EditorPart } from './editorParts.ts';
import { useAim } from './useAim.ts';

interface Props {
  title: string;
  /** what is set, in a line */
  summary: string;
  /** nothing is: said more quietly */
  unset: boolean;
  /** opens by itself where one of these needs a look */
  fields: readonly Field[];
  errors: FieldErrors;
  /** opens by itself for who came to see it */
  part?: EditorPart;
  children: ReactNode;
}

/** What most don't need stands in one line until it is asked for. */
export function Folded({ title, summary, unset, fields, errors, part, children }: Props) {
  const { ref, isAim } = useAim<HTMLDivElement>(part);
  const [opened, setOpened] = useState(isAim);
  const id = useId();
  const needsALook = Object.keys(errors).some((path) => (fields as string[]).includes(path.split('.')[0] ?? path));
  const isOpen = opened || needsALook;
  return (
    <div ref={ref} className={classes.fold}>
      <h3 className={classes.head}>
        <button type="button" data-heading aria-expanded={isOpen} aria-controls={id} onClick={() => setOpened(!isOpen)}>
          <IconChevronRight size={14} stroke={1.75} aria-hidden />
          <span className={classes.title}>{title}</span>
          <span className={classes.summary} data-unset={unset || undefined}>
            {summary}
          </span>
        </button>
      </h3>
      {isOpen && (
        <div id={id} className={classes.body}>
          {children}
        </div>
      )}
    </div>
  );
}
