import { Column, getTableName, Param, SQL, sql, StringChunk } from 'drizzle-orm';

/** A condition apart: the words it shares with others of its kind, and its own values, encoded. */
export interface Worded {
  readonly words: string;
  readonly values: Record<string, unknown>;
  /** the condition with a placeholder for each value */
  readonly open: SQL;
}

/** In lists longer than this no two queries are alike. */
const MOST_VALUES = 24;

/** @returns undefined where a condition is made of more than columns, values and words */
export function wordedOf(conditions: readonly SQL[]): Worded | undefined {
  const values: Record<string, unknown> = {};
  let words = '';
  let count = 0;

  function opened(chunk: unknown): unknown {
    if (chunk instanceof StringChunk) {
      words += chunk.value.join('');
      return chunk;
    }
    if (chunk instanceof Param) {
      const name = `v${count++}`;
      words += '?';
      values[name] = chunk.value === null ? null : chunk.encoder.mapToDriverValue(chunk.value);
      return sql.placeholder(name);
    }
    if (chunk instanceof Column) {
      words += `${getTableName(chunk.table)}.${chunk.name}`;
      return chunk;
    }
    if (chunk instanceof SQL) return new SQL(chunk.queryChunks.map(opened) as never);
    if (Array.isArray(chunk)) {
      words += `[${chunk.length}]`;
      return chunk.map(opened);
    }
    throw unknownChunk;
  }

  try {
    const open = sql.join(
      conditions.map((condition) => opened(condition) as SQL),
      sql` and `,
    );
    return count > MOST_VALUES ? undefined : { words, values, open };
  } catch (error) {
    if (error === unknownChunk) return undefined;
    throw error;
  }
}

const unknownChunk = Symbol('a chunk that is not known');
