import { useEffect, useRef } from 'preact/hooks';
import { words } from '../words.ts';
import { Icon } from './icon.tsx';

/** A step's question. It takes the focus when the step appears, which reads it out and starts the Tab order at its top. */
export function Heading({ text, focus, onBack }: { text: string; focus: boolean; onBack?: (() => void) | undefined }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!focus) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest('.flow')?.scrollIntoView({ block: 'start' });
  }, []);
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
