import { describe, expect, test } from 'vitest';
import type { Json } from '#core/base/json.ts';
import { type AttributeDefinition, type FieldKind, OfferingFields, ProductTypeFields } from '#core/domains/catalog/model.ts';
import { missingAttributes, wrongAttributes } from '#core/domains/catalog/rules/attributes.ts';
import { namedCategories, withCategory } from '#core/domains/catalog/rules/categories.ts';
import { reordered } from '#core/domains/catalog/rules/order.ts';
import { usualTypes } from '#core/domains/catalog/rules/productTypes.ts';

const define = (kind: FieldKind, more: Partial<AttributeDefinition> = {}): AttributeDefinition => ({
  ...{ key: 'thing', label: 'Thing', kind, unit: null, required: false, filter: false },
  options: kind === 'choice' || kind === 'choices' ? ['Small', 'Large'] : [],
  ...more,
});

const problems = (kind: FieldKind, value: Json) => wrongAttributes({ attributes: { thing: value }, definitions: [define(kind)] });

describe('a typed attribute', () => {
  test.each<[FieldKind, Json[], Json[]]>([
    ['text', ['', 'blue'], [1, true, ['blue']]],
    ['number', [0, -1.5, 12], ['12', true, []]],
    ['yesNo', [true, false], ['yes', 1, 0]],
    ['date', ['2026-02-28'], ['2026-02-30', '28.02.2026', 20_260_228]],
    ['choice', ['Small'], ['small', 'Medium', ['Small'], '']],
    ['choices', [[], ['Small'], ['Large', 'Small']], ['Small', ['Medium'], ['Small', 'Small'], true]],
  ])('of kind %s takes what it is for and nothing else', (kind, right, wrong) => {
    for (const value of right) expect([value, problems(kind, value)]).toEqual([value, []]);
    for (const value of wrong)
      expect([value, problems(kind, value)]).toEqual([value, [{ path: 'attributes.thing', expected: expect.any(String) }]]);
  });

  test('says what it wants, with unit and options', () => {
    const wants = (definition: AttributeDefinition) =>
      wrongAttributes({ attributes: { thing: {} }, definitions: [definition] })[0]?.expected;
    expect(wants(define('number', { unit: 'm²' }))).toBe('a number (m²)');
    expect(wants(define('choice'))).toBe("one of 'Small', 'Large'");
  });

  test('that stood there before and is not touched does not get in the way of another', () => {
    const definitions = [define('choice'), define('number', { key: 'size' })];
    const known = { thing: 'Medium', size: 1 };
    expect(wrongAttributes({ attributes: { thing: 'Medium', size: 2 }, definitions, known })).toEqual([]);
    expect(wrongAttributes({ attributes: { thing: 'Huge', size: 2 }, definitions, known })).toHaveLength(1);
  });

  test('of a name that the type does not know is free', () => {
    expect(wrongAttributes({ attributes: { sqft: ['whatever'] }, definitions: [define('number')] })).toEqual([]);
  });

  test('that is required is missing where it is absent or empty, not where it is a no or a nought', () => {
    const missing = (value: Json | undefined) =>
      missingAttributes({ attributes: value === undefined ? {} : { thing: value }, definitions: [define('text', { required: true })] });
    for (const value of [undefined, '', []]) expect(missing(value)).toEqual([{ path: 'attributes.thing', expected: 'Thing' }]);
    for (const value of [0, false, 'x', ['x']]) expect(missing(value)).toEqual([]);
  });
});

describe('the usual types', () => {
  test('are five, in the words of a type, and ask for nothing before publishing', () => {
    expect(usualTypes.map(({ key }) => key)).toEqual(['service', 'space', 'class', 'ride', 'equipment']);
    for (const type of usualTypes) {
      expect(ProductTypeFields.parse(type)).toEqual(type);
      expect(type.attributes.filter(({ required }) => required)).toEqual([]);
      const named = Object.fromEntries(type.attributes.map(({ key }) => [key, true]));
      expect(OfferingFields.shape.attributes.safeParse(named).success).toBe(true);
    }
  });
});

describe('categories', () => {
  test('are told apart by their letters, not by case or by how a letter is put together', () => {
    const rows = [{ name: 'Hair' }, { name: 'Café' }];
    expect(namedCategories(['hair', 'Cafe\u0301', 'Rooms', 'HAIR', 'ROOMS'], rows)).toEqual({
      names: ['Hair', 'Café', 'Rooms'],
      added: ['Rooms'],
    });
  });

  test('are renamed and left in an offering’s list without being there twice', () => {
    expect(withCategory(['Hair', 'Rooms'], { from: 'hair', to: 'Salon' })).toEqual(['Salon', 'Rooms']);
    expect(withCategory(['Hair', 'Salon'], { from: 'Hair', to: 'Salon' })).toEqual(['Salon']);
    expect(withCategory(['Hair', 'Rooms'], { from: 'Hair', to: null })).toEqual(['Rooms']);
    expect(withCategory(['Rooms'], { from: 'Hair', to: null })).toBeUndefined();
  });
});

describe('an order', () => {
  test('keeps what its author did not know of, and refuses what is not there', () => {
    expect(reordered(['c', 'a'], { standing: ['a', 'b', 'c'], kind: 'photo' })).toEqual(['c', 'a', 'b']);
    expect(reordered(['b', 'b'], { standing: ['a', 'b'], kind: 'photo' })).toEqual(['b', 'a']);
    expect(() => reordered(['x'], { standing: ['a'], kind: 'photo' })).toThrow('not_found');
  });
});
