/** A row of a file of bookings, as what `bookings.create` takes. Times without a zone are on the offering's wall clock. */
import { wallToInstant } from '#core/base/zone.ts';
import { unguarded } from '#core/domains/availability/rules/sheet/text.ts';
import type { Offering, Resource } from '#core/domains/catalog/model.ts';
import type { BulkRow } from '#core/engine/bridge.ts';
import type { Table, TableRow } from './csv.ts';

const columns = [
  ...['offering', 'startsAt', 'endsAt', 'quantity', 'resource', 'name', 'email', 'phone'],
  ...['notes', 'customerNotes', 'couponCode', 'status'],
] as const;
type Column = 'offering' | 'startsAt' | 'endsAt' | 'quantity' | 'resource' | 'name' | 'email' | 'phone' | Text;
type Text = 'notes' | 'customerNotes' | 'couponCode' | 'status';

export const bulkHeadings: readonly string[] = columns;

export type Issue = NonNullable<BulkRow['issues']>[number];

export interface BulkFacts {
  readonly offerings: readonly Pick<Offering, 'id' | 'slug' | 'title' | 'timezone' | 'nights'>[];
  readonly resources: readonly Pick<Resource, 'id' | 'name' | 'active'>[];
}

/** What the command is asked, or what is wrong with the cells. */
export type ReadRow =
  | { readonly row: number; readonly issues: readonly Issue[] }
  | { readonly row: number; readonly input: BulkInput; readonly offering: BulkFacts['offerings'][number] };

export interface BulkInput {
  readonly items: readonly [
    { offeringId: string; startsAt: number; endsAt?: number; nights?: number; quantity?: number; resourceId?: string },
  ];
  readonly customer: { name: string; email: string | null; phone: string | null };
  readonly source: 'import';
  readonly notes: string;
  readonly customerNotes: string;
  readonly couponCode?: string;
  readonly confirm?: boolean;
  readonly overridePolicy?: boolean;
}

const plain = (heading: string): string => heading.toLowerCase().replaceAll(/[^a-z]/g, '');
const columnOf = new Map<string, Column>([
  ...columns.map((column) => [plain(column), column] as const),
  ['start', 'startsAt'],
  ['end', 'endsAt'],
  ['customer', 'name'],
  ['places', 'quantity'],
  ['with', 'resource'],
  ['coupon', 'couponCode'],
]);

/** The columns that the file has, by their places; null for one that nobody knows. */
const placesOf = (headings: readonly string[]): (Column | null)[] =>
  headings.map((heading) => columnOf.get(plain(unguarded(heading))) ?? null);

/** @returns the headings that are missing or not known, as issues of row 1 */
export function headingIssues({ headings }: Pick<Table, 'headings'>): Issue[] {
  const places = placesOf(headings);
  const unknown = headings.flatMap((value, i): Issue[] =>
    places[i] === null && value.trim() !== '' ? [{ column: value, value, expected: `one of ${columns.join(', ')}` }] : [],
  );
  const missing = (['offering', 'startsAt', 'name'] as const).filter((column) => !places.includes(column));
  const twice = columns.filter((column) => places.filter((place) => place === column).length > 1);
  return [
    ...unknown,
    ...missing.map((column) => ({ column, value: '', expected: 'this column in the file' })),
    ...twice.map((column) => ({ column, value: '', expected: 'this column once' })),
  ];
}

export function rowReader(headings: readonly string[], facts: BulkFacts): (row: TableRow) => ReadRow {
  const places = placesOf(headings);
  const offerings = new Map(facts.offerings.flatMap((offering) => [[offering.id, offering] as const, [offering.slug, offering] as const]));
  const resourceNamed = resourceFinder(facts.resources);
  return ({ cells, row }) => {
    const issues: Issue[] = [];
    const cellOf = (column: Column): string => unguarded((cells[places.indexOf(column)] ?? '').trim());
    const wrong = (column: Column, expected: string): undefined => void issues.push({ column, value: cellOf(column), expected });
    const offering = offerings.get(cellOf('offering')) ?? wrong('offering', 'the id or the slug of an offering');
    const start = offering && timeOf(cellOf('startsAt'), { offering, time: offering.nights?.checkInTime });
    if (offering && start === undefined) wrong('startsAt', expectedTime(offering));
    const end = offering && cellOf('endsAt') !== '' ? timeOf(cellOf('endsAt'), { offering, time: offering.nights?.checkOutTime }) : null;
    if (offering && end === undefined) wrong('endsAt', expectedTime(offering));
    if (cells.length > places.length && cells.slice(places.length).some((cell) => cell.trim() !== ''))
      issues.push({ column: '', value: '', expected: `at most ${places.length} cells` });
    const quantity = cellOf('quantity') === '' ? undefined : Number(cellOf('quantity'));
    if (quantity !== undefined && !(Number.isInteger(quantity) && quantity >= 1 && quantity <= 10_000))
      wrong('quantity', 'a whole number from 1 on');
    const resourceId =
      cellOf('resource') === ''
        ? undefined
        : (resourceNamed(cellOf('resource')) ?? wrong('resource', 'the id or the name of one resource'));
    if (cellOf('name') === '') wrong('name', 'the name of whoever it is for');
    const status = cellOf('status').toUpperCase();
    if (status !== '' && status !== 'CONFIRMED' && status !== 'PENDING') wrong('status', 'CONFIRMED, PENDING or nothing');
    if (issues.length > 0 || offering === undefined || start === undefined || end === undefined) return { row, issues };
    const couponCode = cellOf('couponCode');
    const input: BulkInput = {
      items: [
        {
          offeringId: offering.id,
          startsAt: start,
          ...(end === null ? {} : { endsAt: end }),
          ...(quantity === undefined ? {} : { quantity }),
          ...(resourceId === undefined ? {} : { resourceId }),
        },
      ],
      customer: { name: cellOf('name'), email: cellOf('email') || null, phone: cellOf('phone') || null },
      source: 'import',
      notes: cellOf('notes'),
      customerNotes: cellOf('customerNotes'),
      ...(couponCode === '' ? {} : { couponCode }),
      ...(status === '' ? {} : { confirm: status === 'CONFIRMED' }),
    };
    return { row, input, offering };
  };
}

function resourceFinder(resources: BulkFacts['resources']): (name: string) => string | undefined {
  const ids = new Set(resources.map(({ id }) => id));
  return (name) => {
    if (ids.has(name)) return name;
    const called = resources.filter((resource) => resource.active && resource.name.toLowerCase() === name.toLowerCase());
    return called.length === 1 ? called[0]?.id : undefined;
  };
}

const WITH_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/i;
const LOCAL = /^(\d{4}-\d\d-\d\d)[T ](\d{1,2}:\d\d)(?::00)?$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

interface Clock {
  readonly offering: Pick<Offering, 'timezone'>;
  /** of a day alone, for what is sold by the night */
  readonly time: string | undefined;
}

/** Epoch ms; undefined for what is no time. */
function timeOf(text: string, { offering, time }: Clock): number | undefined {
  if (WITH_ZONE.test(text)) return finite(Date.parse(text.replace(' ', 'T')));
  if (DATE.test(text)) return time === undefined ? undefined : wallTime(offering.timezone, `${text}T${time}`);
  const [, date, hour = ''] = LOCAL.exec(text) ?? [];
  return date === undefined ? undefined : wallTime(offering.timezone, `${date}T${hour.padStart(5, '0')}`);
}

const finite = (at: number): number | undefined => (Number.isFinite(at) ? at : undefined);

/** A 30 February or 25:00 is a slip, and no time of the month after. */
function wallTime(timezone: string, local: string): number | undefined {
  const asUtc = new Date(`${local}:00Z`);
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 16) !== local) return undefined;
  return wallToInstant(timezone, local);
}

const expectedTime = ({ nights, timezone }: BulkFacts['offerings'][number]): string =>
  nights === null ? `a time like 2026-05-12 15:00 (${timezone}) or 2026-05-12T15:00:00+02:00` : 'a day like 2026-05-12, or a time';

const columnOfPath: readonly (readonly [path: RegExp, column: Column])[] = [
  [/^items\.0\.offeringId/, 'offering'],
  [/^items\.0\.startsAt/, 'startsAt'],
  [/^items\.0\.endsAt/, 'endsAt'],
  [/^items\.0\.quantity/, 'quantity'],
  [/^items\.0\.resourceId/, 'resource'],
  [/^customer\.email/, 'email'],
  [/^customer\.phone/, 'phone'],
  [/^customer/, 'name'],
  [/^notes/, 'notes'],
  [/^customerNotes/, 'customerNotes'],
  [/^couponCode/, 'couponCode'],
];

/** An issue of the command's input, as one of the cell that it came from. */
export function issueOfPath(
  { path, expected }: { path: string; expected: string },
  { items: [item], customer, ...rest }: BulkInput,
): Issue {
  const column = columnOfPath.find(([pattern]) => pattern.test(path))?.[1] ?? '';
  const values = { ...item, ...customer, ...rest, offering: item.offeringId, resource: item.resourceId } as Record<string, unknown>;
  const value = values[column];
  return { column, value: typeof value === 'string' ? value : '', expected };
}
