/** What a row makes of an offering that there is: each cell that says something else than before. */
import { sameJson } from '../../../../base/json.ts';
import { type AttributeIssue, missingAttributes, wrongAttributes } from '../../../catalog/rules/attributes.ts';
import { categoryKey } from '../../../catalog/rules/categories.ts';
import { planIssues } from '../../../catalog/rules/plans.ts';
import { attributeText } from './attributes.ts';
import type { Draft, Place } from './cells.ts';
import { ATTRIBUTE, type CellContext, type Column, definitionOf } from './columns.ts';
import type { KnownOffering, SheetFacts } from './facts.ts';
import type { SheetOffering } from './offering.ts';

/** As the cells of a file have it. */
export interface CellChange {
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

export interface Change {
  readonly id: string;
  readonly title: string;
  readonly slug: string;
  /** customers see it at once */
  readonly onSale: boolean;
  /** in the order of the file */
  readonly cells: readonly CellChange[];
  readonly changes: Draft;
  /** the same fields as they were */
  readonly seen: Draft;
}

export interface ChangedRow extends Change {
  readonly row: number;
}

interface Both {
  readonly before: KnownOffering;
  readonly after: SheetOffering;
}

interface Compared extends Both {
  /** what is in the file */
  readonly places: readonly Place[];
  readonly facts: SheetFacts;
  readonly names: CellContext['names'];
}

/** Undefined where the row says what is so already. */
export function changesOf({ before, after, places, facts, names }: Compared): Change | undefined {
  const { id, status, fields } = before;
  const cells: CellChange[] = [];
  const changes: Draft = {};
  const seen: Draft = {};
  for (const { heading } of places) {
    const cell =
      'attribute' in heading
        ? attributeChange(heading.attribute, { before: fields, after, facts })
        : 'read' in heading
          ? cellChange(heading, { before: fields, after, names })
          : undefined;
    if (cell === undefined) continue;
    const field = 'field' in heading ? heading.field : 'attributes';
    cells.push(cell);
    Object.assign(changes, { [field]: after[field] });
    Object.assign(seen, { [field]: fields[field] });
  }
  if (cells.length === 0) return undefined;
  return { id, title: fields.title, slug: fields.slug, onSale: status === 'PUBLISHED', cells, changes, seen };
}

interface Fields {
  readonly before: SheetOffering;
  readonly after: SheetOffering;
}

/** In which order hours and days stand means nothing, and a category is the same in capitals. */
function cellChange({ name, field, write }: Column, { before, after, names }: Fields & Pick<Compared, 'names'>): CellChange | undefined {
  const [from, to] = [before, after].map((offering) => write(offering[field], { currency: offering.currency, names }));
  if (from === undefined || to === undefined) return undefined;
  const isSame = typeof before[field] === 'number' ? before[field] === after[field] : from === to;
  const isSpeltElse = field === 'categories' && sameJson(before.categories.map(categoryKey), after.categories.map(categoryKey));
  return isSame || isSpeltElse ? undefined : { column: name, from, to };
}

function attributeChange(key: string, { before, after, facts }: Fields & Pick<Compared, 'facts'>): CellChange | undefined {
  if (sameJson(before.attributes[key] ?? null, after.attributes[key] ?? null)) return undefined;
  const textOf = ({ attributes, productTypeKey }: SheetOffering): string => {
    const value = attributes[key];
    const definitions = facts.types.find((type) => type.key === productTypeKey)?.attributes ?? [];
    return value === undefined ? '' : attributeText(value, definitionOf(definitions, key));
  };
  return { column: `${ATTRIBUTE}${key}`, from: textOf(before), to: textOf(after) };
}

/** What its type and its plan would say to it: the same as where it is edited by hand. */
export function issuesOf({ before, after, change, facts }: Both & { change: Change; facts: SheetFacts }): AttributeIssue[] {
  const { productTypeKey, attributes, pricingModel, plan } = change.changes;
  const isTyped = productTypeKey !== undefined || attributes !== undefined;
  const definitions = facts.types.find(({ key }) => key === after.productTypeKey)?.attributes ?? [];
  const typed = { attributes: after.attributes, definitions };
  const known = productTypeKey === undefined ? before.fields.attributes : {};
  return [
    ...(isTyped ? wrongAttributes({ ...typed, known }) : []),
    ...(isTyped && before.status === 'PUBLISHED' ? missingAttributes(typed) : []),
    ...(pricingModel !== undefined || plan !== undefined ? planIssues({ ...after, status: before.status }) : []),
  ];
}
