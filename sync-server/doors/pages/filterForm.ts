/** The list of what is for sale as a customer narrows it: a form of the page's own address, which needs no script. */
import { minorDigits } from '#core/base/money.ts';
import { Refusal } from '#core/base/refusal.ts';
import type { AttributeDefinition, Offering, ProductType } from '#core/domains/catalog/model.ts';
import { type Filters, matcherOf } from '../storefront/filters.ts';
import { html, type Html } from './html.ts';

interface Wall<T extends Offering> {
  readonly offerings: readonly T[];
  readonly types: readonly ProductType[];
  /** what prices are typed in */
  readonly currency: string;
  /** as it stands on its card */
  readonly priceOf: (offering: Offering) => number;
  /** the query of the page's address */
  readonly asked: URLSearchParams;
}

interface Narrowed<T> {
  readonly offerings: readonly T[];
  /** null where there is nothing to choose from */
  readonly form: Html | null;
}

/** What is asked of attributes stands in the address as `is.<key>`, `from.<key>` and `to.<key>`. */
const nameOf = (part: 'is' | 'from' | 'to', { key }: AttributeDefinition): string => `${part}.${key}`;

/** What cannot be meant (a word for a number, a kind that is gone) narrows nothing. */
export function narrowed<T extends Offering>({ offerings, types, currency, priceOf, asked }: Wall<T>): Narrowed<T> {
  const sold = new Set(offerings.map(({ productTypeKey }) => productTypeKey));
  const onSale = types.filter(({ key }) => sold.has(key));
  const definitions = definitionsOf(onSale, { type: asked.get('type') ?? '', offerings });
  const filters = filtersOf({ onSale, definitions, currency, asked });
  const found = offerings.filter(matcherOf(filters, onSale, priceOf));
  const query = queryOf(filters);
  if (offerings.length < 2 && query === '') return { offerings: found, form: null };
  const isKindKnown = onSale.length < 2 || filters.type !== undefined;
  const attributes = definitions.flatMap((definition) => attributeFields(definition, asked));
  const categories = [...new Set(offerings.flatMap((offering) => offering.categories))].toSorted();
  const form = html`<div id="filters" data-query="${query}">
    <details class="filters" ${query === '' ? null : html`open`}>
      <summary>Filter</summary>
      <form method="get">
        <div class="filter-fields">
          ${input({ name: 'q', label: 'Search', type: 'search', mode: 'search', asked })}
          ${onSale.length < 2 ? null : select({ name: 'type', label: 'Kind', choices: onSale.map(({ key, name }) => [key, name]), asked })}
          ${categories.length === 0 ? null : select({ name: 'category', label: 'Category', choices: categories.map((name) => [name, name]), asked })}
          ${amount({ name: 'priceFrom', label: `Price from (${currency})`, asked })}
          ${amount({ name: 'priceTo', label: `Price to (${currency})`, asked })} ${isKindKnown ? attributes : null}
        </div>
        ${
          isKindKnown || attributes.length === 0
            ? null
            : moreFilters(
                attributes,
                definitions.some((one) => isAsked(one, asked)),
              )
        }
        <div class="row">
          <button class="primary" type="submit">Show</button>
          ${query === '' ? null : html`<a class="quiet" href="?">Show everything</a>`}
        </div>
      </form>
    </details>
    ${found.length > 0 ? null : html`<p class="empty">Nothing matches. Try a wider range, or show everything.</p>`}
  </div>`;
  return { offerings: found, form };
}

/** What each of several kinds has of its own is much, and little of it concerns anybody who has not chosen a kind. */
const moreFilters = (fields: readonly Html[], isOpen: boolean): Html =>
  html`<details class="filters of-kinds" ${isOpen ? html`open` : null}>
    <summary>More filters</summary>
    <div class="filter-fields">${fields}</div>
  </details>`;

const isAsked = (definition: AttributeDefinition, asked: URLSearchParams): boolean =>
  (['is', 'from', 'to'] as const).some((part) => (asked.get(nameOf(part, definition)) ?? '').trim() !== '');

/** What is said of any offering of the kind that was chosen, or of all kinds; what several kinds share is asked once. */
function definitionsOf(
  onSale: readonly ProductType[],
  { type, offerings }: { type: string; offerings: readonly Offering[] },
): AttributeDefinition[] {
  const chosen = onSale.filter(({ key }) => key === type);
  const meant = chosen.length === 0 ? onSale : chosen;
  const byKey = new Map<string, AttributeDefinition>();
  const isSaid = ({ key: typeKey }: ProductType, { key }: AttributeDefinition) =>
    offerings.some(({ productTypeKey, attributes }) => productTypeKey === typeKey && attributes[key] !== undefined);
  const said = meant.flatMap((each) => each.attributes.filter((definition) => definition.filter && isSaid(each, definition)));
  for (const definition of said) {
    const { key, kind, options } = definition;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, definition);
    else if (known.kind === kind) byKey.set(key, { ...known, options: [...new Set([...known.options, ...options])] });
  }
  return [...byKey.values()];
}

interface Asked {
  readonly onSale: readonly ProductType[];
  readonly definitions: readonly AttributeDefinition[];
  readonly currency: string;
  readonly asked: URLSearchParams;
}

function filtersOf({ onSale, definitions, currency, asked }: Asked): Filters {
  const said = (name: string) => (asked.get(name) ?? '').trim().slice(0, 200);
  const type = onSale.find(({ key }) => key === said('type'))?.key;
  const [from, to] = [centsOf(said('priceFrom'), currency), centsOf(said('priceTo'), currency)];
  const attributes = definitions.flatMap((definition) =>
    [
      [said(nameOf('is', definition)), '='],
      [said(nameOf('from', definition)), '>='],
      [said(nameOf('to', definition)), '<='],
    ].flatMap(([text, sign]) => (text === '' ? [] : [`${definition.key}${sign}${text}`])),
  );
  return {
    ...(said('q') === '' ? {} : { q: said('q') }),
    ...(type === undefined ? {} : { type }),
    ...(said('category') === '' ? {} : { category: said('category').slice(0, 60) }),
    ...(from === '' && to === '' ? {} : { price: `${from}..${to}` }),
    ...(attributes.length === 0
      ? {}
      : { attributes: attributes.filter((text) => isMeant({ type, attributes: text }, onSale)).slice(0, 20) }),
  };
}

/** "12,50" and "12.50" are 1250 of EUR. @returns '' for what is no price */
function centsOf(text: string, currency: string): string {
  const price = text.replace(',', '.');
  return /^\d{1,9}(\.\d{1,3})?$/.test(price) ? String(Math.round(Number(price) * 10 ** minorDigits(currency))) : '';
}

function isMeant(filters: Filters, onSale: readonly ProductType[]): boolean {
  try {
    matcherOf(filters, onSale);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** As the storefront's list is asked, for the app that takes the place of the page. */
function queryOf({ attributes = [], ...filters }: Filters): string {
  const query = new URLSearchParams(Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  for (const condition of [attributes].flat()) query.append('attributes', condition);
  return query.toString();
}

interface FieldParts {
  readonly name: string;
  readonly label: string;
  readonly asked: URLSearchParams;
}

const field = ({ name, label }: FieldParts, control: Html): Html =>
  html`<div class="field"><label for="filter-${name}">${label}</label>${control}</div>`;

function select(parts: FieldParts & { readonly choices: readonly (readonly [value: string, label: string])[] }): Html {
  const { name, choices, asked } = parts;
  const option = ([value, label]: readonly [string, string]) =>
    html`<option value="${value}" ${value === asked.get(name) ? html`selected` : null}>${label}</option>`;
  return field(
    parts,
    html`<select id="filter-${name}" name="${name}">
      ${[['', 'Any'] as const, ...choices].map(option)}
    </select>`,
  );
}

function input(parts: FieldParts & { readonly type: string; readonly mode?: string }): Html {
  const { name, asked, type, mode = 'text' } = parts;
  const value = asked.get(name) ?? '';
  return field(
    parts,
    html`<input
      id="filter-${name}"
      name="${name}"
      type="${type}"
      inputmode="${mode}"
      value="${value}"
      autocomplete="off"
      maxlength="200"
    />`,
  );
}

const amount = (parts: FieldParts): Html => input({ ...parts, type: 'text', mode: 'decimal' });

function attributeFields(definition: AttributeDefinition, asked: URLSearchParams): Html[] {
  const { kind, options, unit } = definition;
  const label = unit === null ? definition.label : `${definition.label} (${unit})`;
  const is = { name: nameOf('is', definition), label, asked };
  const from = { name: nameOf('from', definition), label: `${label} from`, asked };
  const to = { name: nameOf('to', definition), label: `${label} to`, asked };
  switch (kind) {
    case 'number':
      return [amount(from), amount(to)];
    case 'date':
      return [input({ ...from, type: 'date' }), input({ ...to, type: 'date' })];
    case 'yesNo':
      return [
        select({
          ...is,
          choices: [
            ['true', 'Yes'],
            ['false', 'No'],
          ],
        }),
      ];
    case 'choice':
    case 'choices':
      return [select({ ...is, choices: options.map((text) => [text, text]) })];
    case 'text':
      return [input({ ...is, type: 'text' })];
  }
}
