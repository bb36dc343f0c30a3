import type { ReactNode } from 'react';
import classes from './catalogue.module.css';
import type { EditorPart } from './editorParts.ts';
import { useAim } from './useAim.ts';
import type { Editor } from './useEditor.ts';

export interface SectionProps {
  editor: Editor;
  readOnly: boolean;
}

interface Props {
  title: string;
  help?: ReactNode;
  part?: EditorPart;
  children: ReactNode;
}

export function Section({ title, help, part, children }: Props) {
  const { ref, isAim } = useAim<HTMLElement>(part);
  return (
    <section ref={ref} className={classes.section} aria-current={isAim || undefined}>
      <div className={classes.sectionHead}>
        <h2 data-heading tabIndex={isAim ? -1 : undefined}>
          {title}
        </h2>
        {help && <p>{help}</p>}
      </div>
      {children}
    </section>
  );
}
