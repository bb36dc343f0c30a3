import type { ComponentChildren } from 'preact';
import { money } from '../formats.ts';
import type { Offering } from '../storefront.ts';
import { words } from '../words.ts';

interface Props {
  sum: string;
  note?: string;
  /** what of it is paid while they book */
  due?: string | null | undefined;
  policy: string;
  children?: ComponentChildren;
}

/** The sum and the policy line, at the foot of every step, with the step's own button. */
export function Summary({ sum, note, due, policy, children }: Props) {
  return (
    <footer class="summary">
      <div class="sum">
        <b>{sum}</b> {note && <small>{note}</small>}
        {due && <p>{due}</p>}
        <p>{policy}</p>
      </div>
      {children}
    </footer>
  );
}

export const sumOf = (cents: number, currency: string): string => (cents === 0 ? words.free : money(cents, currency));

/** What is paid of a price, its tax in it. */
export const taxed = ({ taxIncluded, taxBps }: Offering, cents: number): number =>
  taxIncluded ? cents : cents + Math.round((cents * taxBps) / 10_000);
