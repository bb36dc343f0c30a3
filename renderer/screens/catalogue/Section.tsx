import type { ReactNode } from 'react';
import classes from './catalogue.module.css';
import type { Editor } from './useEditor.ts';

export interface SectionProps {
  editor: Editor;
  readOnly: boolean;
}

export function Section({ title, help, children }: { title: string; help?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <h2>{title}</h2>
        {help && <p>{help}</p>}
      </div>
      {children}
    </section>
  );
}
