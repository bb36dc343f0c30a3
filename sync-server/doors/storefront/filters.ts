/** How customers narrow the list: by words, category, type, price and by what its type says of an offering. */
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { LocalDate, Name } from '#core/contracts/fields.ts';
import { type AttributeDefinition, type Offering, type ProductType, ProductTypeFields } from '#core/domains/catalog/model.ts';

const SIGN = /^([a-z][A-Za-z0-9_]{0,39})(>=|<=|=)(.+)$/s;
const Condition = z.string().max(300).regex(SIGN, 'expected a condition like area>=20 or wifi=true');
const PRICE = /^(?:(\d{1,12})\.\.(\d{0,12})|\.\.(\d{1,12}))$/;

export const filterQuery = {
  q: z.string().max(200).optional().meta({ description: 'Words of the title, the description, the categories or the type, all of them' }),
  category: Name(60).optional().meta({ description: 'The name of a category' }),
  type: ProductTypeFields.shape.key.optional().meta({ description: 'The key of a product type' }),
  price: z.string().regex(PRICE, 'expected a range like 1000..5000, 1000.. or ..5000').optional().meta({
    description:
      'The base price (on the storefront `leadPrice.cents`) in minor units: `1000..5000`, `1000..` or `..5000`, both ends included',
  }),
  attributes: z
    .union([Condition, z.array(Condition).max(20)])
    .optional()
    .meta({
      description:
        'A condition on an attribute that may be filtered by (see product-types), such as `area>=20`, `area<=80`, `wifi=true`, `level=Beginners`. ' +
        'Repeated, all of them hold: `attributes=area>=20&attributes=wifi=true`. Text contains the words; of several choices each condition asks for one.',
    }),
};
const Filters = z.strictObject(filterQuery);
export type Filters = z.output<typeof Filters>;

type Sign = '>=' | '<=' | '=';
type Test = (value: unknown) => boolean;

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();
const wordsOf = (text: string): string[] => plain(text).split(/\s+/).filter(Boolean);

/** undefined: no attribute of this kind can be asked so */
function testOf({ kind }: AttributeDefinition, { sign, text }: { sign: Sign; text: string }): Test | undefined {
  const number = Number(text);
  switch (kind) {
    case 'number':
      return Number.isFinite(number) && text.trim() !== '' ? (value) => typeof value === 'number' && holds(value, sign, number) : undefined;
    case 'date':
      return LocalDate.safeParse(text).success ? (value) => typeof value === 'string' && holds(value, sign, text) : undefined;
    case 'yesNo':
      return sign === '=' && /^(true|false)$/.test(text) ? (value) => value === (text === 'true') : undefined;
    case 'choice':
      return sign === '=' ? (value) => typeof value === 'string' && plain(value) === plain(text) : undefined;
    case 'choices':
      return sign === '=' ? (value) => Array.isArray(value) && value.some((each) => plain(String(each)) === plain(text)) : undefined;
    case 'text':
      return sign === '=' ? (value) => typeof value === 'string' && plain(value).includes(plain(text)) : undefined;
  }
}

function holds<T extends number | string>(value: T, sign: Sign, wanted: T): boolean {
  if (sign === '=') return value === wanted;
  return sign === '>=' ? value >= wanted : value <= wanted;
}

const wrong = (expected: string): never => refuse('invalid_request', { issues: [{ path: 'attributes', expected }] });

/** By the key of the type: what this condition asks of its offerings. */
function condition(text: string, types: readonly ProductType[]): ReadonlyMap<string, { key: string; test: Test }> {
  const [, key = '', sign = '=', wanted = ''] = SIGN.exec(text) ?? [];
  const asked = types.flatMap((type) => type.attributes.filter(({ filter }) => filter).map((definition) => ({ type, definition })));
  const meant = asked.filter(({ definition }) => definition.key === key);
  if (meant.length === 0) {
    const keys = [...new Set(asked.map(({ definition }) => definition.key))].slice(0, 50);
    return wrong(keys.length === 0 ? 'no condition: nothing can be filtered by' : `a condition on ${keys.join(', ')}`);
  }
  const tests = meant.flatMap(({ type, definition }) => {
    const test = testOf(definition, { sign: sign as Sign, text: wanted });
    return test === undefined ? [] : [[type.key, { key, test }] as const];
  });
  return tests.length > 0
    ? new Map(tests)
    : wrong(`${key} as ${[...new Set(meant.map(({ definition }) => wordOf(definition)))].join(' or ')}`);
}

const words = {
  number: 'a number after =, >= or <=',
  date: 'a date like 2026-05-12 after =, >= or <=',
  yesNo: 'true or false after =',
  text: 'text after =',
} as const;

const wordOf = ({ kind, options }: AttributeDefinition): string =>
  kind === 'choice' || kind === 'choices' ? `one of ${options.join(', ')} after =` : words[kind];

/** @throws Refusal `invalid_request` {issues} for a condition that nothing could meet */
export function matcherOf(
  { q = '', category, type, price = '..', attributes = [] }: Filters,
  types: readonly ProductType[],
  priceOf: (offering: Offering) => number = ({ basePriceCents }) => basePriceCents,
): (offering: Offering) => boolean {
  const meant = type === undefined ? types : types.filter(({ key }) => key === type);
  const conditions = [attributes].flat().map((text) => condition(text, meant));
  const [from = '', to = ''] = price.split('..');
  const names = new Map(types.map(({ key, name }) => [key, name]));
  return (offering) => {
    const { productTypeKey, title, description, categories } = offering;
    const text = plain([title, description, ...categories, names.get(productTypeKey) ?? ''].join(' '));
    if (!wordsOf(q).every((word) => text.includes(word))) return false;
    if (category !== undefined && !categories.some((name) => plain(name) === plain(category))) return false;
    if (type !== undefined && productTypeKey !== type) return false;
    const cents = priceOf(offering);
    if ((from !== '' && cents < Number(from)) || (to !== '' && cents > Number(to))) return false;
    return conditions.every((byType) => {
      const asked = byType.get(productTypeKey);
      return asked?.test(offering.attributes[asked.key]) ?? false;
    });
  };
}
