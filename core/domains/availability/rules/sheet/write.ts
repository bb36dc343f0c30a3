/** Offerings with their hours and exceptions to rows of strings: what a file is made of that imports to the same. */
import type { Offering, OfferingFields } from '../../../catalog/model.ts';
import { attributeText } from './attributes.ts';
import { ATTRIBUTE, columns, definitionOf, identity } from './columns.ts';
import type { SheetException } from './exceptions.ts';
import { namesFrom, type SheetFacts } from './facts.ts';
import type { HoursRule } from './hours.ts';
import type { SheetOffering } from './offering.ts';
import { guarded } from './text.ts';

export interface Sheet {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface OfferingWithHours {
  readonly offering: OfferingFields | Offering;
  readonly hours: readonly HoursRule[];
  readonly exceptions: readonly SheetException[];
}

/** As a row has it. `slugOfId`: what plans name others by; the id of one that has none. */
export function rowOf({ offering, hours, exceptions }: OfferingWithHours, slugOfId: ReadonlyMap<string, string | null>): SheetOffering {
  const { plan, ...others } = offering as OfferingFields;
  const named =
    plan === null ? null : { period: plan.period, visits: plan.visits, offerings: plan.offeringIds.map((id) => slugOfId.get(id) ?? id) };
  const row: SheetOffering = { ...others, plan: named, hours: [...hours], exceptions: [...exceptions] };
  const fields = [...columns.map(({ field }) => field), 'attributes'] as const;
  return Object.fromEntries(fields.map((field) => [field, row[field]])) as SheetOffering;
}

export function sheetOf(all: readonly OfferingWithHours[], facts: SheetFacts): Sheet {
  const names = namesFrom(facts);
  const slugOfId = new Map(facts.offerings.map(({ id, slug }) => [id, slug]));
  const keys = [...new Set(all.flatMap(({ offering }) => Object.keys(offering.attributes)))].toSorted();
  const typeOf = new Map(facts.types.map((type) => [type.key, type]));
  // What is in no catalogue yet has none.
  const ids = all.some(({ offering }) => 'id' in offering) ? [identity.name] : [];
  const rows = all.map((each) => {
    const { offering } = each;
    const row = rowOf(each, slugOfId);
    const context = { currency: offering.currency, names };
    const definitions = typeOf.get(offering.productTypeKey)?.attributes ?? [];
    const attributes = keys.map((key) => {
      const value = row.attributes[key];
      return value === undefined ? '' : attributeText(value, definitionOf(definitions, key));
    });
    const own = ids.map(() => ('id' in offering ? offering.id : ''));
    return [...columns.map((column) => column.write(row[column.field], context)), ...attributes, ...own].map(guarded);
  });
  return { headings: [...columns.map(({ name }) => name), ...keys.map((key) => `${ATTRIBUTE}${key}`), ...ids], rows };
}
