import type { ReactNode } from 'react';
import classes from './door.module.css';

/** What stands before the console: one quiet column with the mark above. */
export function Door({ title, text, children }: { title: string; text?: ReactNode; children?: ReactNode }) {
  return (
    <main className={classes.door}>
      <div className={classes.box}>
        <img src={new URL('../../icon.svg', import.meta.url).href} alt="" width={36} height={36} />
        <h1 className={classes.title}>{title}</h1>
        {text && <p className={classes.text}>{text}</p>}
        {children}
      </div>
    </main>
  );
}
