import type { Json } from '../../../base/json.ts';
import { sameJson } from '../../../base/json.ts';
import { refuse } from '../../../base/refusal.ts';
import { LocalDate } from '../../../contracts/fields.ts';
import type { AttributeDefinition } from '../model.ts';

export interface AttributeIssue {
  readonly path: string;
  readonly expected: string;
}

type Attributes = Readonly<Record<string, Json>>;

const quoted = (options: readonly string[]): string => options.map((option) => `'${option}'`).join(', ');

/** What a value must be; undefined where it is. */
function expectedOf({ kind, unit, options }: AttributeDefinition, value: Json): string | undefined {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? undefined : 'text';
    case 'number':
      return typeof value === 'number' ? undefined : unit === null ? 'a number' : `a number (${unit})`;
    case 'yesNo':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'date':
      return LocalDate.safeParse(value).success ? undefined : 'a date like 2026-05-12';
    case 'choice':
      return typeof value === 'string' && options.includes(value) ? undefined : `one of ${quoted(options)}`;
    case 'choices':
      return isChoice(value, options) ? undefined : `a list of ${quoted(options)}, each once`;
  }
}

const isChoice = (value: Json, options: readonly string[]): boolean =>
  Array.isArray(value) && value.every((each) => options.includes(each as string)) && new Set(value).size === value.length;

const isMissing = (value: Json | undefined): boolean => value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

interface Typed {
  readonly attributes: Attributes;
  readonly definitions: readonly AttributeDefinition[];
}

/**
 * What is wrong with attributes that the type defines; of others anything goes. What stood there before and is not touched (`known`)
 * stays readable and writable, even where the type has changed since.
 */
export function wrongAttributes({ attributes, definitions, known = {} }: Typed & { known?: Attributes }): AttributeIssue[] {
  return definitions.flatMap((definition) => {
    const value = attributes[definition.key];
    if (value === undefined || (definition.key in known && sameJson(known[definition.key], value))) return [];
    const expected = expectedOf(definition, value);
    return expected === undefined ? [] : [{ path: `attributes.${definition.key}`, expected }];
  });
}

/** Required ones that are not there. A no and a nought are there; an empty text or list is not. */
export function missingAttributes({ attributes, definitions }: Typed): AttributeIssue[] {
  return definitions
    .filter(({ key, required }) => required && isMissing(attributes[key]))
    .map(({ key, label, unit }) => ({ path: `attributes.${key}`, expected: unit === null ? label : `${label} (${unit})` }));
}

/** @throws Refusal `invalid_request` {issues: [{path, expected}]} */
export function mustHaveNone(issues: readonly AttributeIssue[]): void {
  if (issues.length > 0) refuse('invalid_request', { issues: issues.map(({ path, expected }) => ({ path, expected })) });
}
