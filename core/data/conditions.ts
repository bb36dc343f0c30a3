import { Column, getTableName, Param, SQL, sql, StringChunk } from 'drizzle-orm';

/** A condition apart: the words it shares with others of its kind, and its own values, encoded. */
export interface Worded {
  readonly words: string;
  readonly values: Record<string, unknown>;
  /** the condition with a placeholder for each value */
  opened(): SQL;
}

/** In lists longer than this no two queries are alike. */
const MOST_VALUES = 24;

/** @returns undefined where a condition is made of more than columns, values and words */
export function wordedOf(conditions: readonly SQL[]): Worded | undefined {
  const values: Record<string, unknown> = {};
  let words = '';
  let count = 0;

  function isKnown(chunk: unknown): boolean {
    if (chunk instanceof StringChunk) words += chunk.value.length === 1 ? chunk.value[0] : chunk.value.join('');
    else if (chunk instanceof Param) {
      values[`v${count++}`] = chunk.value === null ? null : chunk.encoder.mapToDriverValue(chunk.value);
      words += '?';
    } else if (chunk instanceof Column) words += `${getTableName(chunk.table)}.${chunk.name}`;
    else if (chunk instanceof SQL) return chunk.queryChunks.every(isKnown);
    else if (Array.isArray(chunk)) {
      words += `[${chunk.length}]`;
      return chunk.every(isKnown);
    } else return false;
    return true;
  }

  for (const condition of conditions) {
    words += ' and ';
    if (!isKnown(condition)) return undefined;
  }
  return count > MOST_VALUES ? undefined : { words, values, opened: () => openedOf(conditions) };
}

/** The values in the order in which `wordedOf` counts them. */
function openedOf(conditions: readonly SQL[]): SQL {
  let count = 0;
  const opened = (chunk: unknown): unknown => {
    if (chunk instanceof Param) return sql.placeholder(`v${count++}`);
    if (chunk instanceof SQL) return new SQL(chunk.queryChunks.map(opened) as never);
    return Array.isArray(chunk) ? chunk.map(opened) : chunk;
  };
  return sql.join(
    conditions.map((condition) => opened(condition) as SQL),
    sql` and `,
  );
}
