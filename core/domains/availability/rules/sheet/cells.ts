/** The cells of a row by their columns, and what they say: what can't be read is told, and takes what is usual, so that the rest can be looked at. */
import { Currency } from '../../../../contracts/fields.ts';
import { attributeOf, type AttributeValue } from './attributes.ts';
import { ATTRIBUTE, type CellContext, definitionOf, headingOf, needed } from './columns.ts';
import type { SheetFacts } from './facts.ts';
import type { SheetOffering } from './offering.ts';
import type { SheetProblem } from './problems.ts';
import { Unreadable, unguarded } from './text.ts';

export interface Place {
  readonly at: number;
  readonly heading: NonNullable<ReturnType<typeof headingOf>>;
}

export type Draft = { -readonly [F in keyof SheetOffering]?: SheetOffering[F] };

export function placesOf(headings: readonly string[], add: (problem: SheetProblem) => void): Place[] {
  const seen = new Set<string>();
  return headings.flatMap((text, at) => {
    if (text.trim() === '') return [];
    const heading = headingOf(text);
    const problem = { row: 1, column: text.trim().slice(0, 60), value: text };
    if (heading === undefined) {
      const key = text.replace(/[^A-Za-z0-9_]/g, '').slice(0, 40);
      add({
        ...problem,
        expected: `a column of the template${/^[A-Za-z]/.test(key) ? `, or attr:${key} to keep it as an attribute` : ''}`,
      });
      return [];
    }
    const name = nameOf(heading);
    if (seen.has(name)) add({ ...problem, expected: 'each column once' });
    if (seen.has(name)) return [];
    seen.add(name);
    return [{ at, heading }];
  });
}

const nameOf = (heading: Place['heading']): string => ('attribute' in heading ? `${ATTRIBUTE}${heading.attribute}` : heading.name);

export function textOf({ at, heading }: Place, cells: readonly string[]): string {
  const text = unguarded(cells[at] ?? '');
  const isVerbatim = 'attribute' in heading || heading.verbatim === true;
  return isVerbatim ? text : text.trim();
}

export function valueIn(texts: ReadonlyMap<Place, string>, column: string): string {
  for (const [{ heading }, text] of texts) if (nameOf(heading) === column) return text;
  return '';
}

export interface Cells {
  readonly texts: ReadonlyMap<Place, string>;
  readonly facts: SheetFacts;
  readonly names: CellContext['names'];
  readonly tell: (column: string, problem: { value: string; expected: string }) => void;
}

/** What stands for a blank cell of an offering that there is not yet. */
const usualOf = ({ defaults }: SheetFacts): Draft => ({ ...defaults, plan: null, hours: [], exceptions: [] });

const currencyIn = (texts: Cells['texts'], otherwise: string): string => {
  const said = valueIn(texts, 'currency').toUpperCase();
  return Currency.safeParse(said).success ? said : otherwise;
};

/** Of an offering that there is not yet. What is blank or can't be read takes what is usual. */
export function readCells({ texts, facts, names, tell }: Cells): Draft {
  const draft: Draft = { ...usualOf(facts), title: '', slug: '' };
  const context = { currency: currencyIn(texts, facts.defaults.currency), names };
  for (const [{ heading }, text] of texts) {
    if (!('read' in heading) || text === '') continue;
    const value = told(tell, { column: heading.name, text, read: () => heading.read(text, context) });
    if (value !== undefined) Object.assign(draft, { [heading.field]: value });
  }
  for (const name of needed) if (valueIn(texts, name) === '') tell(name, { value: '', expected: `a ${name}` });
  draft.basePriceCents ??= 0;
  if (draft.title === '') draft.title = '-';
  draft.attributes = readAttributes({ texts, facts, names, tell }, { typeKey: draft.productTypeKey ?? '', before: {} });
  return draft;
}

/**
 * Of one that there is: what the file has no column for stays, and so does what is blank where blank means nothing. Where it is how
 * an empty value is written (no limit, no hours, no description), it becomes empty.
 */
export function readChanges({ texts, facts, names, tell }: Cells, before: SheetOffering): Draft {
  const usual = usualOf(facts);
  const draft: Draft = { ...before };
  const context = { currency: currencyIn(texts, before.currency), names };
  for (const [{ heading }, text] of texts) {
    if (!('read' in heading)) continue;
    const { name, field } = heading;
    const blank = usual[field];
    if (text === '' && (blank === undefined || heading.write(blank, context) !== '')) continue;
    const value = text === '' ? blank : told(tell, { column: name, text, read: () => heading.read(text, context) });
    if (value !== undefined) Object.assign(draft, { [field]: value });
  }
  draft.attributes = readAttributes({ texts, facts, names, tell }, { typeKey: draft.productTypeKey ?? '', before: before.attributes });
  return draft;
}

interface Typed {
  readonly typeKey: string;
  /** those that the file has no column for stay */
  readonly before: SheetOffering['attributes'];
}

function readAttributes({ texts, facts, tell }: Cells, { typeKey, before }: Typed): Record<string, AttributeValue> {
  const definitions = facts.types.find(({ key }) => key === typeKey)?.attributes ?? [];
  const attributes = new Map(Object.entries(before));
  for (const [{ heading }, text] of texts) {
    if (!('attribute' in heading)) continue;
    const { attribute } = heading;
    if (text.trim() === '') attributes.delete(attribute);
    if (text.trim() === '') continue;
    const read = () => attributeOf(text, definitionOf(definitions, attribute));
    const value = told(tell, { column: `${ATTRIBUTE}${attribute}`, text, read });
    if (value !== undefined) attributes.set(attribute, value);
  }
  return Object.fromEntries(attributes);
}

function told<T>(tell: Cells['tell'], { column, text, read }: { column: string; text: string; read: () => T }): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    tell(column, { value: text, expected: error.expected });
    return undefined;
  }
}
