import { useEffect, useRef } from 'preact/hooks';
import { config } from '../config.ts';
import { words } from '../words.ts';
import { Icon } from './icon.tsx';

/** A step's heading takes the focus when the step appears, which reads it out and starts the Tab order at its top. */
export function useStepFocus(wanted: boolean): { current: HTMLHeadingElement | null } {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!wanted) return;
    heading.current?.focus({ preventScroll: true });
    if (config.view === 'frame') scrollTo(0, 0);
    else heading.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return heading;
}

export function Heading({ text, focus, onBack }: { text: string; focus: boolean; onBack?: (() => void) | undefined }) {
  const heading = useStepFocus(focus);
  return (
    <div class="heading">
      {onBack && (
        <button type="button" class="round plain" aria-label={words.back} onClick={onBack}>
          <Icon name="back" flip />
        </button>
      )}
      <h2 ref={heading} tabIndex={-1}>
        {text}
      </h2>
    </div>
  );
}
