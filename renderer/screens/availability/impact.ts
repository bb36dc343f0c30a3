/** What saving hours or a day off would change, asked before it is done. */
import type { Impact } from '#core/domains/availability/model.ts';
import type { NewRule } from './hours.ts';

export interface Exceptional {
  kind: 'BLOCK' | 'OPEN';
  from: string;
  to: string;
  reason: string | null;
  yearly: boolean;
  /** of extra hours; null and absent: as the offering has them */
  capacity?: number | null;
  slotMinutes?: number | null;
}

export type ImpactQuestion = { subjectId: string } & (
  { rules: readonly NewRule[] } | { addException: Exceptional; removeExceptionId?: string } | { removeExceptionId: string }
);

/** One booking may be left outside by several changes: it counts once, as far as it is named. */
export function merged(impacts: readonly Impact[]): Impact | null {
  const [first] = impacts;
  if (first === undefined) return null;
  if (impacts.length === 1) return first;
  const bookings = new Map(impacts.flatMap((impact) => impact.bookings).map((booking) => [booking.itemId, booking]));
  const unnamed = impacts.map(({ affected, bookings: named }) => affected - named.length);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    days: Math.max(...impacts.map(({ days }) => days)),
    opens: sum(impacts.map(({ opens }) => opens)),
    closes: sum(impacts.map(({ closes }) => closes)),
    bookings: [...bookings.values()].toSorted((a, b) => a.startsAt - b.startsAt),
    affected: bookings.size + sum(unnamed),
    holds: sum(impacts.map(({ holds }) => holds)),
  };
}

const starts = (count: number) => `${count.toLocaleString()} ${count === 1 ? 'start' : 'starts'}`;

/** `closes 24 starts, opens 3`; empty where nothing changes. */
export function changeWords({ opens, closes }: Pick<Impact, 'opens' | 'closes'>): string {
  if (closes > 0) return opens > 0 ? `closes ${starts(closes)}, opens ${opens.toLocaleString()}` : `closes ${starts(closes)}`;
  return opens > 0 ? `opens ${starts(opens)}` : '';
}

/** `90 days`, `two years` */
export const aheadText = ({ days }: Pick<Impact, 'days'>): string => (days < 730 ? `${days} days` : 'two years');

/** `In the next 90 days it closes 24 starts, opens 3. No booking is affected.` */
export function impactLine(impact: Impact): string {
  const change = changeWords(impact);
  const ahead = aheadText(impact);
  const first = change === '' ? `No start in the next ${ahead} opens or closes.` : `In the next ${ahead} it ${change}.`;
  return [first, impact.affected === 0 ? 'No booking is affected.' : '', holdWords(impact)].filter(Boolean).join(' ');
}

/** Customers who hold a time while they fill in the form; empty where nobody does. */
export function holdWords({ holds }: Pick<Impact, 'holds'>): string {
  if (holds === 0) return '';
  return `${holds === 1 ? 'One customer is' : `${holds.toLocaleString()} customers are`} about to book such a time.`;
}

/** `In the next 90 days it closes 24 starts, opens 3. 2 bookings lie outside and stand as they are:` */
export function impactSentence(impact: Impact): string {
  const change = changeWords(impact);
  const first = change === '' ? '' : `In the next ${aheadText(impact)} it ${change}. `;
  const { affected } = impact;
  return `${first}${affected.toLocaleString()} ${affected === 1 ? 'booking lies outside and stands as it is' : 'bookings lie outside and stand as they are'}:`;
}
