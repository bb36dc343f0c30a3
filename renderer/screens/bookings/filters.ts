/** What the list is narrowed to. It stands in the address, so that back, reload and a sent link show the same. */
import type { SortingState } from '@tanstack/react-table';
import { addDays, dateToDay, dayOfWeek, instantToWall, startOfDay } from '#core/base/zone.ts';
import { bookingStatuses } from './statuses.ts';
import type { BookingStatus } from '#core/domains/bookings/model.ts';

export interface Filters {
  q: string;
  status: BookingStatus[];
  /** an offering */
  for: string | undefined;
  /** local dates, both included */
  from: string | undefined;
  to: string | undefined;
  sort: Sort;
}

export const sorts = ['startsAt', '-startsAt', 'createdAt', '-createdAt'] as const;
export type Sort = (typeof sorts)[number];
const usualSort: Sort = '-createdAt';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
type Search = Record<string, unknown>;

export function filtersOf(search: Search): Filters {
  const text = (name: string) => (typeof search[name] === 'string' && search[name] !== '' ? search[name] : undefined);
  const date = (name: string) => (DATE.test(text(name) ?? '') ? text(name) : undefined);
  const named = new Set((text('status') ?? '').toUpperCase().split(','));
  return {
    q: text('q') ?? '',
    status: bookingStatuses.filter((status) => named.has(status)),
    for: text('for'),
    from: date('from'),
    to: date('to'),
    sort: sorts.find((sort) => sort === text('sort')) ?? usualSort,
  };
}

export function searchOf(filters: Filters): Record<keyof Filters, string | undefined> {
  return {
    q: filters.q || undefined,
    status: filters.status.join(',').toLowerCase() || undefined,
    for: filters.for,
    from: filters.from,
    to: filters.to,
    sort: filters.sort === usualSort ? undefined : filters.sort,
  };
}

/** The filters as `bookings.list` takes them; days begin and end in the business's zone. */
export function listInput(filters: Filters, timezone: string): Record<string, unknown> {
  return {
    sort: filters.sort,
    ...(filters.q ? { q: filters.q } : {}),
    ...(filters.status.length > 0 ? { status: filters.status } : {}),
    ...(filters.for ? { offeringId: filters.for } : {}),
    ...(filters.from ? { from: startOfDay(timezone, filters.from) } : {}),
    ...(filters.to ? { to: startOfDay(timezone, addDays(filters.to, 1)) } : {}),
  };
}

export const isNarrowed = (filters: Filters): boolean =>
  filters.q !== '' || filters.status.length > 0 || filters.for !== undefined || filters.from !== undefined || filters.to !== undefined;

export const noFilters = (sort: Sort): Filters => ({ q: '', status: [], for: undefined, from: undefined, to: undefined, sort });

/** `-startsAt` ↔ the table's own words. */
export const sortingOf = (sort: Sort): SortingState => [{ id: sort.replace('-', ''), desc: sort.startsWith('-') }];
export const sortOf = ([by]: SortingState): Sort => sorts.find((sort) => sort === `${by?.desc ? '-' : ''}${by?.id}`) ?? usualSort;

export interface Range {
  name: string;
  from: string;
  to: string;
}

/** The stretches that a desk asks for most. */
export function usualRanges(now: number, timezone: string): Range[] {
  const { date: today } = instantToWall(timezone, now);
  const monday = addDays(today, 1 - dayOfWeek(dateToDay(today)));
  return [
    { name: 'Today', from: today, to: today },
    { name: 'Tomorrow', from: addDays(today, 1), to: addDays(today, 1) },
    { name: 'This week', from: monday, to: addDays(monday, 6) },
    { name: 'Next 7 days', from: today, to: addDays(today, 6) },
    { name: 'Next 30 days', from: today, to: addDays(today, 29) },
    { name: 'Past 7 days', from: addDays(today, -6), to: today },
    { name: 'Past 30 days', from: addDays(today, -29), to: today },
  ];
}
