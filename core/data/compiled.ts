import type { Drizzle } from './handle.ts';

/** Makes a prepared query; where a value goes in stands `sql.placeholder('name')`. A constant function: it is what the query is known by. */
export type Build<Query> = (drizzle: Drizzle) => Query;

const made = new WeakMap<Drizzle, WeakMap<Build<unknown>, unknown>>();

/** Put into words once a connection: to build a query's SQL takes thirty times what SQLite needs to answer it. */
export function compiled<Query>(drizzle: Drizzle, build: Build<Query>): Query {
  let known = made.get(drizzle);
  if (known === undefined) made.set(drizzle, (known = new WeakMap()));
  let query = known.get(build);
  if (query === undefined) known.set(build, (query = build(drizzle)));
  return query as Query;
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
