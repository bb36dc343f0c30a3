/**
 * Every schema with a name comes out twice, as `X` for answers and `XInput` for requests. This merges the two where they are
 * one, gives the plain name to the one that is used, and drops what nothing reaches.
 */
import type { Json } from '#core/base/json.ts';

type Obj = { [key: string]: Json };

const PREFIX = '#/components/schemas/';

const isObj = (value: Json | undefined): value is Obj => typeof value === 'object' && value !== null && !Array.isArray(value);

function mapRefs(value: Json, rename: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => mapRefs(item, rename));
  if (!isObj(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => {
    const isRef = key === '$ref' && typeof item === 'string' && item.startsWith(PREFIX);
    return [key, isRef ? PREFIX + rename(item.slice(PREFIX.length)) : mapRefs(item, rename)];
  });
  return Object.fromEntries(entries);
}

/** Answers are closed to unknown fields, requests say so too: that is no difference between two schemas. */
function comparable(value: Json, plain: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => comparable(item, plain));
  if (!isObj(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !(key === 'additionalProperties' && item === false))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [
        key,
        key === '$ref' && typeof item === 'string' ? PREFIX + plain(item.slice(PREFIX.length)) : comparable(item, plain),
      ]),
  );
}

/** Names of inputs that are not what their answer is, nor contain only such. */
function differingInputs(schemas: Obj, plain: (name: string) => string): Set<string> {
  const inputs = Object.keys(schemas).filter((name) => plain(name) !== name);
  const textOf = (name: string) => JSON.stringify(comparable(schemas[name] ?? null, plain));
  const differing = new Set(inputs.filter((name) => textOf(name) !== textOf(plain(name))));
  for (let before = -1; before !== differing.size;) {
    before = differing.size;
    for (const name of inputs)
      mapRefs(schemas[name] ?? null, (reached) => {
        if (differing.has(reached)) differing.add(name);
        return reached;
      });
  }
  return differing;
}

const ANY_JSON = 'Json';

/** A schema without a name that refers to itself: of these there is one, any JSON at all, and it comes without its definition. */
const nameOf = (name: string): string => (/(?:^|__shared#\/\$defs\/)schema\d+$/.test(name) ? ANY_JSON : name);

function anyJson(name: string): Obj {
  if (name !== ANY_JSON) throw new Error(`the document refers to ${name}, which nothing defines`);
  return { description: 'Any JSON value' };
}

function reachedFrom(document: Json, schemas: Obj): Obj {
  const reached: Obj = {};
  const visit = (value: Json): void => {
    mapRefs(value, (name) => {
      if (!(name in reached)) {
        const found = schemas[name];
        reached[name] = isObj(found) ? found : anyJson(name);
        visit(reached[name]);
      }
      return name;
    });
  };
  visit(document);
  return reached;
}

export function tidy(document: Obj): Obj {
  const components = document['components'];
  const given = isObj(components) ? components['schemas'] : undefined;
  const schemas = given === undefined ? given : mapRefs(given, nameOf);
  if (!isObj(components) || !isObj(schemas)) return document;
  const plain = (name: string) => (name.endsWith('Input') && name.slice(0, -5) in schemas ? name.slice(0, -5) : name);
  const differing = differingInputs(schemas, plain);
  const merged = (name: string) => (differing.has(name) ? name : plain(name));
  const body = mapRefs({ ...document, components: { ...components, schemas: {} } }, (name) => merged(nameOf(name)));
  const reached = reachedFrom(body, Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, mapRefs(schema, merged)])));
  const named = (name: string) => (plain(name) in reached ? name : plain(name));
  const entries = Object.entries(reached).map(([name, schema]): [string, Json] => [named(name), mapRefs(schema, named)]);
  const sorted = Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { ...(mapRefs(body, named) as Obj), components: { ...components, schemas: sorted } };
}
