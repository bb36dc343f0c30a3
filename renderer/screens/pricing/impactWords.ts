import type { PriceImpact } from '#core/domains/pricing/model.ts';

const many = (count: number, one: string, more: string) => `${count.toLocaleString()} ${count === 1 ? one : more}`;

/** `212 starts in the next 30 days change: 180 dearer, 32 cheaper. 14 bookings keep their price.` */
export function impactText({ days, changed, dearer, cheaper, keptBookings }: Omit<PriceImpact, 'examples'>): string {
  const kept =
    keptBookings === 0 ? '' : ` ${many(keptBookings, 'booking', 'bookings')} ${keptBookings === 1 ? 'keeps its' : 'keep their'} price.`;
  if (changed === 0) return `No start in the next ${days} days changes its price.${kept}`;
  const parts = [dearer > 0 ? `${dearer.toLocaleString()} dearer` : '', cheaper > 0 ? `${cheaper.toLocaleString()} cheaper` : ''];
  return `${many(changed, 'start', 'starts')} in the next ${days} days ${changed === 1 ? 'changes' : 'change'}: ${parts.filter(Boolean).join(', ')}.${kept}`;
}
