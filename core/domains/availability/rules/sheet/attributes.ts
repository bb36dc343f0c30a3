/**
 * An attribute in a cell of its own (`attr:sqft`). Its type says how the cell is read; where it says nothing, numbers, yes, no and
 * `[a; b]` are what they look like. A value that would be read as something else stands as `json:…`, and is taken as it stands.
 */
import { sameJson } from '../../../../base/json.ts';
import type { AttributeDefinition, OfferingFields } from '../../../catalog/model.ts';
import { wrongAttributes } from '../../../catalog/rules/attributes.ts';
import { namesOf, namesText } from './forms.ts';
import { isYes, yesNo } from './numbers.ts';
import { unreadable } from './text.ts';

export type AttributeValue = OfferingFields['attributes'][string];

const JSON_MARK = 'json:';

export function attributeText(value: AttributeValue, definition: AttributeDefinition | undefined): string {
  const plain = plainText(value, definition);
  return sameJson(readBack(plain, definition), value) ? plain : `${JSON_MARK}${JSON.stringify(value)}`;
}

/** Undefined where a blank or unreadable cell would come of it. */
function readBack(text: string, definition: AttributeDefinition | undefined): AttributeValue | undefined {
  try {
    return text.trim() === '' ? undefined : attributeOf(text, definition);
  } catch {
    return undefined;
  }
}

function plainText(value: AttributeValue, definition: AttributeDefinition | undefined): string {
  if (typeof value === 'boolean') return yesNo(value);
  if (!Array.isArray(value)) return String(value);
  return definition === undefined ? `[${namesText(value)}]` : namesText(value);
}

/** @throws Unreadable */
export function attributeOf(text: string, definition: AttributeDefinition | undefined): AttributeValue {
  if (text.startsWith(JSON_MARK)) return literalOf(text.slice(JSON_MARK.length));
  const value = definition === undefined ? guessOf(text) : valueOf(text, definition.kind);
  const [wrong] = definition === undefined ? [] : wrongAttributes({ attributes: { [definition.key]: value }, definitions: [definition] });
  return wrong === undefined ? value : unreadable(wrong.expected);
}

function literalOf(text: string): AttributeValue {
  try {
    return JSON.parse(text) as AttributeValue;
  } catch {
    return unreadable('well-formed JSON behind json:');
  }
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

function guessOf(text: string): AttributeValue {
  if (NUMBER.test(text) && String(Number(text)) === text) return Number(text);
  if (text === 'yes' || text === 'no') return text === 'yes';
  return text.startsWith('[') && text.endsWith(']') ? namesOf(text.slice(1, -1)) : text;
}

function valueOf(text: string, kind: AttributeDefinition['kind']): AttributeValue {
  const trimmed = text.trim();
  switch (kind) {
    case 'number':
      return NUMBER.test(trimmed.replace(',', '.')) ? Number(trimmed.replace(',', '.')) : unreadable('a number');
    case 'yesNo':
      return isYes(trimmed);
    case 'choices':
      return namesOf(trimmed);
    case 'choice':
    case 'date':
      return trimmed;
    case 'text':
      return text;
  }
}
