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
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- Once, when the step appears: later it would pull the focus away.
  }, []);
  return heading;
}

interface Props {
  text: string;
  focus: boolean;
  onBack?: (() => void) | undefined;
  /** The only heading of its page. */
  top?: boolean;
}

export function Heading({ text, focus, onBack, top = false }: Props) {
  const heading = useStepFocus(focus);
  const Level = top ? 'h1' : 'h2';
  return (
    <div class="heading">
      {onBack && (
        <button type="button" class="round plain" aria-label={words.back} onClick={onBack}>
          <Icon name="back" flip />
        </button>
      )}
      <Level ref={heading} tabIndex={-1}>
        {text}
      </Level>
    </div>
  );
}
