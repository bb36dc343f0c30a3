import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import classes from './availability.module.css';
import { ImpactLine } from './ImpactLine.tsx';
import type { Schedule } from './useSchedule.ts';

/** Under the week: what the painted hours would change, and the way to save them or not. */
export function HoursBar({ schedule }: { schedule: Schedule }) {
  const { impact, overtaken, discard, save, state } = schedule;
  useEnter(() => void save());
  return (
    <section className={classes.hoursBar} data-foot aria-label="Hours not saved yet">
      <Button size="xs" loading={state === 'saving'} disabled={impact.looking} onClick={() => void save()}>
        {(impact.impact?.affected ?? 0) > 0 ? 'Save all the same' : 'Save hours'}
      </Button>
      <Button size="xs" variant="default" onClick={discard}>
        Discard
      </Button>
      <div className={classes.hoursBarText}>
        {overtaken && <p role="alert">Somebody else changed these hours meanwhile. Save again to put yours in their place.</p>}
        <ImpactLine {...impact} />
      </div>
    </section>
  );
}

const takesEnter = 'button, a, input, select, textarea:not([data-settled]), [contenteditable], [role="menuitem"], [role="option"]';

/** Enter where nothing else wants it; with Ctrl or ⌘ everywhere on the page. */
function useEnter(run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.defaultPrevented || event.altKey || event.shiftKey) return;
      if (document.querySelector('[aria-modal="true"]') !== null) return;
      const isWanted = event.target instanceof Element && event.target.closest(takesEnter) !== null;
      if (isWanted && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
