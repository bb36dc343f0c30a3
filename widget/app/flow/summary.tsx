import type { ComponentChildren } from 'preact';
import { money } from '../formats.ts';
import { words } from '../words.ts';

/** The sum and the policy line, at the foot of every step, with the step's own button. */
export function Summary({ sum, note, policy, children }: { sum: string; note?: string; policy: string; children?: ComponentChildren }) {
  return (
    <footer class="summary">
      <div class="sum">
        <b>{sum}</b> {note && <small>{note}</small>}
        <p>{policy}</p>
      </div>
      {children}
    </footer>
  );
}

export const sumOf = (cents: number, currency: string): string => (cents === 0 ? words.free : money(cents, currency));
