/** Days on which Atlas did not keep its usual hours: the visits are planned around them. */
import type { DemoDay } from './days.ts';
import { firstOn } from './days.ts';

export interface Closure {
  readonly key: string;
  readonly kind: 'BLOCK' | 'OPEN';
  /** slugs, or keys of resources */
  readonly subjects: readonly string[];
  readonly day: DemoDay;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

const salon = ['haircut', 'colour-and-cut'];
const everything = [...salon, 'photo-studio', 'vinyasa-yoga', 'soho-loft', 'evening-sauna', 'pottery-workshop'];

export function planClosures(days: readonly DemoDay[]): Closure[] {
  const closed = firstOn(days, { from: 17, weekdays: [1, 2, 3, 4] });
  return [
    { key: 'holiday', kind: 'BLOCK', subjects: everything, day: closed, from: '00:00', to: '24:00', reason: 'Company day out' },
    {
      key: 'floor',
      kind: 'BLOCK',
      subjects: ['photo-studio'],
      day: firstOn(days, { from: -16, weekdays: [1, 2] }),
      from: '00:00',
      to: '24:00',
      reason: 'Studio floor repainted',
    },
    {
      key: 'training',
      kind: 'BLOCK',
      subjects: ['ben'],
      day: firstOn(days, { from: 9, weekdays: [3, 4] }),
      from: '10:00',
      to: '19:00',
      reason: 'Ben at a training',
    },
    {
      key: 'sunday',
      kind: 'OPEN',
      subjects: ['haircut'],
      day: firstOn(days, { from: 7, weekdays: [7] }),
      from: '12:00',
      to: '16:00',
      reason: 'Open Sunday',
    },
  ];
}

export function isClosed(closures: readonly Closure[], subject: string, day: DemoDay): boolean {
  return closures.some(({ kind, subjects, day: { offset } }) => kind === 'BLOCK' && offset === day.offset && subjects.includes(subject));
}
