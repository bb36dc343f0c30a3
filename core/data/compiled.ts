import { type Placeholder, sql } from 'drizzle-orm';
import type { Drizzle } from './handle.ts';

/** Makes a prepared query; where a value goes in stands `sql.placeholder('name')`. A constant function: it is what the query is known by. */
export type Build<Query> = (drizzle: Drizzle) => Query;

const made = new WeakMap<Drizzle, WeakMap<Build<unknown>, unknown>>();

/** A prepared query over better-sqlite3: of all that it is made of, the statement alone belongs to its connection. */
interface OverStatement {
  readonly stmt: object;
  getQuery(): { readonly sql: string };
}

/** The first of its kind, of whichever connection to SQLite. */
const models = new WeakMap<Build<unknown>, OverStatement>();

/** Put into words once: to build a query's SQL takes thirty times what SQLite needs to answer it. */
export function compiled<Query>(drizzle: Drizzle, build: Build<Query>): Query {
  let known = made.get(drizzle);
  if (known === undefined) made.set(drizzle, (known = new WeakMap()));
  let query = known.get(build);
  if (query === undefined) known.set(build, (query = likeItsModel(drizzle, build) ?? built(drizzle, build)));
  return query as Query;
}

function built(drizzle: Drizzle, build: Build<unknown>): unknown {
  const query = build(drizzle);
  if (isOverStatement(query)) models.set(build, query);
  return query;
}

const isOverStatement = (query: unknown): query is OverStatement => typeof (query as Partial<OverStatement>).stmt === 'object';

function likeItsModel(drizzle: Drizzle, build: Build<unknown>): unknown {
  const model = models.get(build);
  const { $client: client } = drizzle as { $client?: { prepare?: (sql: string) => object } };
  if (model === undefined || client?.prepare === undefined) return undefined;
  const twin = Object.assign(Object.create(Object.getPrototypeOf(model) as object) as OverStatement, model);
  return Object.assign(twin, { stmt: client.prepare(model.getQuery().sql) });
}

/** One build function for each key, so that what is made from a table or a set of columns is known again. */
export function builds<Key extends object, Query>(make: (key: Key) => Build<Query>): (key: Key) => Build<Query> {
  const known = new WeakMap<Key, Build<Query>>();
  return (key) => {
    let build = known.get(key);
    if (build === undefined) known.set(key, (build = make(key)));
    return build;
  };
}

/** What asks for so many values in a list, made at the first use of that many. Its placeholders are given by `inPlaces`. */
export function forEachNumber<Made>(make: (places: Placeholder[]) => Made): (howMany: number) => Made {
  const made: Made[] = [];
  return (howMany) => (made[howMany] ??= make(Array.from({ length: howMany }, (_, i) => sql.placeholder(placeOf(i)))));
}

/** The values of a list for the placeholders that `forEachNumber` made. */
export function inPlaces(values: readonly unknown[]): Record<string, unknown> {
  const places: Record<string, unknown> = {};
  for (let i = 0; i < values.length; i++) places[placeOf(i)] = values[i];
  return places;
}

const placeOf = (i: number): string => `place${i}`;
