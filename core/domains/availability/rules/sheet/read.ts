/**
 * Rows of strings to offerings with their hours. Every problem of every row is found: a cell that can't be read does not hide what
 * is wrong with the others, and the model's own schemas have the last word.
 */
import { Currency } from '../../../../contracts/fields.ts';
import { slugOf } from '../../../catalog/rules/offerings.ts';
import { attributeOf, type AttributeValue } from './attributes.ts';
import { ATTRIBUTE, type CellContext, columnOfField, definitionOf, headingOf, needed } from './columns.ts';
import { namesFrom, type SheetFacts } from './facts.ts';
import { SheetOffering } from './offering.ts';
import { expectedBy, problemList, type SheetProblem } from './problems.ts';
import { slugMaker } from './slugs.ts';
import { Unreadable, unguarded } from './text.ts';

export interface ReadRow {
  readonly row: number;
  readonly offering: SheetOffering;
}

export interface SheetReading {
  /** those without a problem, in the order of the file */
  readonly offerings: readonly ReadRow[];
  /** rows that are not blank */
  readonly rows: number;
  /** the first ones, in the order of the file */
  readonly problems: readonly SheetProblem[];
  /** all of them */
  readonly problemCount: number;
}

export interface SheetReader {
  /** @param row as a spreadsheet counts */
  read(cells: readonly string[], row: number): void;
  /** A quotation mark in this row has no other. */
  tear(row: number): void;
  finish(): SheetReading;
}

interface Place {
  readonly at: number;
  readonly heading: NonNullable<ReturnType<typeof headingOf>>;
}

const UNHEADED = 'nothing, for it has no heading; a cell with the sign in it that parts the columns stands in quotation marks';

type Draft = { -readonly [F in keyof SheetOffering]?: SheetOffering[F] };

export function sheetReader(headings: readonly string[], facts: SheetFacts): SheetReader {
  const problems = problemList();
  const places = placesOf(headings, problems.add);
  const isIn = (name: string): boolean => places.some(({ heading }) => 'name' in heading && heading.name === name);
  for (const name of needed) if (!isIn(name)) problems.add({ row: 1, column: name, value: '', expected: `a column ${name}` });

  const names = namesFrom(facts);
  const live = new Set(facts.offerings.flatMap(({ slug }) => slug ?? []));
  const ids = new Set(facts.offerings.map(({ id }) => id));
  const rowOfSlug = new Map<string, number>();
  const found: ReadRow[] = [];
  const unnamed = new Set<SheetOffering>();
  let rows = 0;

  function read(cells: readonly string[], row: number): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    rows += 1;
    const texts = new Map(places.map((place) => [place, textOf(place, cells)]));
    const wrong = new Set<string>();
    const tell = (column: string, { value, expected }: { value: string; expected: string }): void => {
      wrong.add(column);
      problems.add({ row, column, value, expected });
    };
    const beyond = cells.findIndex((cell, at) => cell.trim() !== '' && (headings[at] ?? '').trim() === '');
    if (beyond >= 0) tell('', { value: cells[beyond] ?? '', expected: UNHEADED });

    const draft = readCells({ texts, facts, names, tell });
    const isNamed = (draft.slug ?? '') !== '';
    const checked = SheetOffering.safeParse({ ...draft, slug: isNamed ? draft.slug : slugOf(draft.title ?? '') });
    const said = new Set<string>();
    for (const issue of checked.error?.issues ?? []) {
      const [field, key] = issue.path.map(String);
      const column = field === 'attributes' && key !== undefined ? `${ATTRIBUTE}${key}` : (columnOfField.get(field ?? '') ?? field ?? '');
      const expected = expectedBy(issue);
      if (wrong.has(column) || said.has(`${column} ${expected}`)) continue;
      said.add(`${column} ${expected}`);
      problems.add({ row, column, value: valueIn(texts, column), expected });
    }
    if (isNamed && !wrong.has('slug')) mustBeFree(draft.slug ?? '', row);
    if (!checked.success || wrong.size > 0) return;
    if (!isNamed) unnamed.add(checked.data);
    found.push({ row, offering: checked.data });
  }

  function mustBeFree(slug: string, row: number): void {
    const before = rowOfSlug.get(slug);
    const owner = before !== undefined ? `row ${before}` : live.has(slug) ? 'an offering of the catalogue' : null;
    if (owner === null) rowOfSlug.set(slug, row);
    else problems.add({ row, column: 'slug', value: slug, expected: `another slug: ${owner} has it` });
  }

  /** Slugs that somebody wrote come first; what is left is made of titles. */
  function nameTheRest(): void {
    const slugFor = slugMaker(new Set([...live, ...rowOfSlug.keys(), ...facts.formerSlugs]));
    for (const { offering } of found) if (unnamed.has(offering)) offering.slug = slugFor(offering.title);
  }

  function checkPlans(): void {
    const slugs = new Set(found.map(({ offering }) => offering.slug));
    for (const { row, offering } of found)
      for (const name of offering.plan?.offerings ?? [])
        if (!slugs.has(name) && !rowOfSlug.has(name) && !live.has(name) && !ids.has(name))
          problems.add({ row, column: 'plan', value: name, expected: 'the slug of an offering, of this file or of the catalogue' });
  }

  return {
    read,
    tear: (row) => problems.add({ row, column: '', value: '', expected: 'a quotation mark at the end of each cell that begins with one' }),
    finish() {
      nameTheRest();
      checkPlans();
      const inOrder = problems.listed.toSorted((a, b) => a.row - b.row);
      return { offerings: found, rows, problems: inOrder, problemCount: problems.count() };
    },
  };
}

function placesOf(headings: readonly string[], add: (problem: SheetProblem) => void): Place[] {
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

function textOf({ at, heading }: Place, cells: readonly string[]): string {
  const text = unguarded(cells[at] ?? '');
  const isVerbatim = 'attribute' in heading || heading.verbatim === true;
  return isVerbatim ? text : text.trim();
}

function valueIn(texts: ReadonlyMap<Place, string>, column: string): string {
  for (const [{ heading }, text] of texts) if (nameOf(heading) === column) return text;
  return '';
}

interface Cells {
  readonly texts: ReadonlyMap<Place, string>;
  readonly facts: SheetFacts;
  readonly names: CellContext['names'];
  readonly tell: (column: string, problem: { value: string; expected: string }) => void;
}

/** What is blank or can't be read takes what is usual, so that the rest can be looked at. */
function readCells({ texts, facts, names, tell }: Cells): Draft {
  const said = valueIn(texts, 'currency').toUpperCase();
  const currency = Currency.safeParse(said).success ? said : facts.defaults.currency;
  const draft: Draft = { ...facts.defaults, plan: null, hours: [], exceptions: [], title: '', slug: '' };
  const context = { currency, names };
  for (const [{ heading }, text] of texts) {
    if ('attribute' in heading || text === '') continue;
    const value = told(tell, { column: heading.name, text, read: () => heading.read(text, context) });
    if (value !== undefined) Object.assign(draft, { [heading.field]: value });
  }
  for (const name of needed) if (valueIn(texts, name) === '') tell(name, { value: '', expected: `a ${name}` });
  draft.basePriceCents ??= 0;
  if (draft.title === '') draft.title = '-';
  draft.attributes = readAttributes({ texts, facts, names, tell }, draft.productTypeKey ?? '');
  return draft;
}

function readAttributes({ texts, facts, tell }: Cells, typeKey: string): Record<string, AttributeValue> {
  const definitions = facts.types.find(({ key }) => key === typeKey)?.attributes ?? [];
  const attributes: [string, AttributeValue][] = [];
  for (const [{ heading }, text] of texts) {
    if (!('attribute' in heading) || text.trim() === '') continue;
    const { attribute } = heading;
    const read = () => attributeOf(text, definitionOf(definitions, attribute));
    const value = told(tell, { column: `${ATTRIBUTE}${attribute}`, text, read });
    if (value !== undefined) attributes.push([attribute, value]);
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
