/**
 * Rows of strings to offerings with their hours, and to what becomes of those that there are. Every problem of every row is found: a
 * cell that can't be read does not hide what is wrong with the others, and the model's own schemas have the last word.
 */
import { slugOf } from '../../../catalog/rules/offerings.ts';
import { type Cells, type Draft, placesOf, readCells, readChanges, textOf, valueIn } from './cells.ts';
import { type ChangedRow, changesOf, issuesOf } from './changes.ts';
import { ATTRIBUTE, columnOfField, identity, needed } from './columns.ts';
import { type KnownOffering, namesFrom, type SheetFacts } from './facts.ts';
import { SheetOffering } from './offering.ts';
import { expectedBy, problemList, type SheetProblem } from './problems.ts';
import { slugMaker } from './slugs.ts';

export interface ReadRow {
  readonly row: number;
  readonly offering: SheetOffering;
}

export interface SheetReading {
  /** new ones without a problem, in the order of the file */
  readonly offerings: readonly ReadRow[];
  /** those of the catalogue that the file changes, in its order */
  readonly changed: readonly ChangedRow[];
  /** rows of offerings that are as the file has them */
  readonly same: number;
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

interface Line extends Cells {
  readonly row: number;
  /** columns that something is wrong with already */
  readonly wrong: ReadonlySet<string>;
}

const UNHEADED = 'nothing, for it has no heading; a cell with the sign in it that parts the columns stands in quotation marks';

export function sheetReader(headings: readonly string[], facts: SheetFacts): SheetReader {
  const problems = problemList();
  const places = placesOf(headings, problems.add);
  const names = namesFrom(facts);
  const live = new Map(facts.offerings.flatMap(({ id, slug }) => (slug === null ? [] : [[slug, id] as const])));
  const ids = new Set(facts.offerings.map(({ id }) => id));
  const known = knownBy(facts);
  const rowOfSlug = new Map<string, number>();
  const rowOfKnown = new Map<string, number>();
  const found: ReadRow[] = [];
  const changed: ChangedRow[] = [];
  const unnamed = new Set<SheetOffering>();
  let rows = 0;
  let same = 0;
  let isComplete = false;

  /** What a new offering needs, told once; a file that only changes others may do without. */
  function mustBeComplete(): void {
    if (isComplete) return;
    isComplete = true;
    const isIn = (name: string): boolean => places.some(({ heading }) => 'name' in heading && heading.name === name);
    for (const name of needed) if (!isIn(name)) problems.add({ row: 1, column: name, value: '', expected: `a column ${name}` });
  }

  function read(cells: readonly string[], row: number): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    rows += 1;
    const texts = new Map(places.map((place) => [place, textOf(place, cells)]));
    const wrong = new Set<string>();
    const tell: Cells['tell'] = (column, { value, expected }) => {
      wrong.add(column);
      problems.add({ row, column, value, expected });
    };
    const beyond = cells.findIndex((cell, at) => cell.trim() !== '' && (headings[at] ?? '').trim() === '');
    if (beyond >= 0) tell('', { value: cells[beyond] ?? '', expected: UNHEADED });
    const before = known(valueIn(texts, identity.name), valueIn(texts, 'slug'));
    const line = { texts, facts, names, tell, row, wrong };
    if (before === undefined) readNew(line);
    else readKnown(line, before);
  }

  function readNew(line: Line): void {
    mustBeComplete();
    const draft = readCells(line);
    const isNamed = (draft.slug ?? '') !== '';
    const offering = parsed(line, isNamed ? draft : { ...draft, slug: slugOf(draft.title ?? '') });
    if (isNamed && !line.wrong.has('slug')) mustBeFree(draft.slug ?? '', line.row);
    if (offering === undefined) return;
    if (!isNamed) unnamed.add(offering);
    found.push({ row: line.row, offering });
  }

  function readKnown(line: Line, before: KnownOffering): void {
    const { row, tell, texts } = line;
    const other = rowOfKnown.get(before.id);
    const column = valueIn(texts, identity.name) === '' ? 'slug' : identity.name;
    if (other !== undefined)
      return tell(column, { value: valueIn(texts, column), expected: `one row for each offering: row ${other} has it` });
    rowOfKnown.set(before.id, row);
    const offering = parsed(line, readChanges(line, before.fields));
    if (offering === undefined) return;
    if (offering.slug !== before.fields.slug) mustBeFree(offering.slug, row);
    const change = changesOf({ before, after: offering, places: [...texts.keys()], facts, names });
    if (change === undefined) return void (same += 1);
    for (const { path, expected } of issuesOf({ before, after: offering, change, facts })) {
      const at = columnOf(path.split('.'));
      tell(at, { value: valueIn(texts, at), expected });
    }
    if (line.wrong.size === 0) changed.push({ row, ...change });
  }

  /** Undefined where something is wrong with it, which is told. */
  function parsed({ row, texts, wrong }: Line, draft: Draft): SheetOffering | undefined {
    const checked = SheetOffering.safeParse(draft);
    const said = new Set<string>();
    for (const issue of checked.error?.issues ?? []) {
      const column = columnOf(issue.path.map(String));
      const expected = expectedBy(issue);
      if (wrong.has(column) || said.has(`${column} ${expected}`)) continue;
      said.add(`${column} ${expected}`);
      problems.add({ row, column, value: valueIn(texts, column), expected });
    }
    return checked.success && wrong.size === 0 ? checked.data : undefined;
  }

  function mustBeFree(slug: string, row: number): void {
    const before = rowOfSlug.get(slug);
    const owner = before !== undefined ? `row ${before}` : live.has(slug) ? 'an offering of the catalogue' : null;
    if (owner === null) rowOfSlug.set(slug, row);
    else problems.add({ row, column: 'slug', value: slug, expected: `another slug: ${owner} has it` });
  }

  /** Slugs that somebody wrote come first; what is left is made of titles. */
  function nameTheRest(): void {
    const slugFor = slugMaker(new Set([...live.keys(), ...rowOfSlug.keys(), ...facts.formerSlugs]));
    for (const { offering } of found) if (unnamed.has(offering)) offering.slug = slugFor(offering.title);
  }

  function checkPlans(): void {
    const slugs = new Set(found.map(({ offering }) => offering.slug));
    const plans = [
      ...found.map(({ row, offering }) => ({ row, plan: offering.plan })),
      ...changed.map(({ row, changes }) => ({ row, plan: changes.plan })),
    ];
    for (const { row, plan } of plans)
      for (const name of plan?.offerings ?? [])
        if (!slugs.has(name) && !rowOfSlug.has(name) && !live.has(name) && !ids.has(name))
          problems.add({ row, column: 'plan', value: name, expected: 'the slug of an offering, of this file or of the catalogue' });
  }

  return {
    read,
    tear: (row) => problems.add({ row, column: '', value: '', expected: 'a quotation mark at the end of each cell that begins with one' }),
    finish() {
      if (rows === 0) mustBeComplete();
      nameTheRest();
      checkPlans();
      const inOrder = problems.listed.toSorted((a, b) => a.row - b.row);
      return { offerings: found, changed, same, rows, problems: inOrder, problemCount: problems.count() };
    },
  };
}

/** The offering that a row is of: by its id, else by its slug. An id of another business, or of what is archived, is none. */
function knownBy({ known = [] }: SheetFacts): (id: string, slug: string) => KnownOffering | undefined {
  const byId = new Map(known.map((one) => [one.id, one]));
  const bySlug = new Map(known.map((one) => [one.fields.slug, one]));
  return (id, slug) => byId.get(id) ?? bySlug.get(slug);
}

/** Of a field of the model, or of one attribute. */
function columnOf([field = '', key]: readonly string[]): string {
  return field === 'attributes' && key !== undefined ? `${ATTRIBUTE}${key}` : (columnOfField.get(field) ?? field);
}
