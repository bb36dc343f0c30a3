import { is, Param, Placeholder } from 'drizzle-orm';
import { type Build, compiled } from './compiled.ts';
import type { Drizzle } from './handle.ts';

/** How a driver runs SQL by itself: drizzle looks at every value of every statement several times before it does the same. */
export interface Shortcut {
  /** rows as arrays, in the order of the columns */
  rows(sql: string, params: readonly unknown[]): unknown[][];
  run(sql: string, params: readonly unknown[]): void;
}

type Values = Readonly<Record<string, unknown>>;

/** What every prepared query of drizzle's has. */
export interface Prepared {
  getQuery(): { readonly sql: string; readonly params: readonly unknown[] };
  run(values: Values): unknown;
  values(values: Values): unknown;
}

const shortcuts = new WeakMap<Drizzle, Shortcut>();

export function offerShortcut(drizzle: Drizzle, shortcut: Shortcut): void {
  shortcuts.set(drizzle, shortcut);
}

export async function rowsBy(drizzle: Drizzle, build: Build<unknown>, values: Values): Promise<unknown[][]> {
  const shortcut = shortcuts.get(drizzle);
  if (shortcut === undefined) return (await (compiled(drizzle, build) as Prepared).values(values)) as unknown[][];
  const { sql, params } = wordedOnce(drizzle, build);
  return shortcut.rows(sql, params(values));
}

export async function runBy(drizzle: Drizzle, build: Build<unknown>, values: Values): Promise<void> {
  const shortcut = shortcuts.get(drizzle);
  if (shortcut === undefined) return void (await (compiled(drizzle, build) as Prepared).run(values));
  const { sql, params } = wordedOnce(drizzle, build);
  shortcut.run(sql, params(values));
}

/** The same for a query whose placeholders come in a known order. */
export function runInOrder(drizzle: Drizzle, build: Build<unknown>, params: InOrder): Promise<unknown> | undefined {
  const shortcut = shortcuts.get(drizzle);
  if (shortcut === undefined) return Promise.resolve((compiled(drizzle, build) as Prepared).run(params.byName()));
  shortcut.run(wordedOnce(drizzle, build).sql, params.list);
  return undefined;
}

export interface InOrder {
  readonly list: readonly unknown[];
  byName(): Values;
}

interface Worded {
  readonly sql: string;
  params(values: Values): unknown[];
}

/** Every connection with a shortcut speaks SQLite, so that one wording serves them all. */
const wordings = new WeakMap<Build<unknown>, Worded>();

function wordedOnce(drizzle: Drizzle, build: Build<unknown>): Worded {
  let worded = wordings.get(build);
  if (worded === undefined) wordings.set(build, (worded = wordedOf(build(drizzle) as Prepared)));
  return worded;
}

function wordedOf(prepared: Prepared): Worded {
  const { sql, params } = prepared.getQuery();
  const readers = params.map(readerOf);
  return { sql, params: (values) => readers.map((read) => read(values)) };
}

function readerOf(param: unknown): (values: Values) => unknown {
  if (is(param, Placeholder)) {
    const { name } = param;
    return (values) => values[name];
  }
  if (is(param, Param) && is(param.value, Placeholder)) {
    const { encoder, value } = param;
    return (values) => encoder.mapToDriverValue(values[value.name]);
  }
  return () => param;
}
