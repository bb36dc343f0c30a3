import { useEffect, useState } from 'preact/hooks';
import { clock } from '../formats.ts';
import { Icon } from '../parts/icon.tsx';
import { words } from '../words.ts';

const LAST_SECONDS = 120;

/** Ticks for the eye; for the ear it speaks twice: two minutes before the end, and at the end (where the step says so itself). */
export function Countdown({ secondsLeft }: { secondsLeft: number }) {
  const [spoken, setSpoken] = useState('');
  const ending = secondsLeft <= LAST_SECONDS;
  useEffect(() => setSpoken(ending ? words.holdEnding : ''), [ending]);
  return (
    <>
      <p class={ending ? 'countdown ending' : 'countdown'} role="timer" aria-live="off">
        <Icon name="clock" />
        <span>{words.held(clock(secondsLeft))}</span>
      </p>
      <p class="hidden" role="status">
        {spoken}
      </p>
    </>
  );
}
