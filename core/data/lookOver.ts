/** The part of an open SQLite connection that is needed to look at what it holds. */
export interface Asked {
  prepare(sql: string): { all(): unknown[] };
}

interface Indexed {
  readonly table: string;
  readonly index: string;
  readonly column: string;
}

/** The rows contradict one another, though each can be read. */
export class MixedUp extends Error {}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** as far back as a log may reach that was put beside an older file */
const RECENT_REVISIONS = 5_000;

/**
 * A look at a database before it is trusted, in a few milliseconds whatever its size: the ends of every table and its indexes can be
 * read, and the newest revisions follow one another. It finds what a cut, overwritten or mixed-up file looks like; only the
 * whole check that goes with a backup reads every page.
 * @throws MixedUp, or the driver's error
 */
export function lookOver(raw: Asked): void {
  const tables = raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'").all() as { name: string }[];
  const indexes = raw
    .prepare(
      `SELECT t.name AS "table", l.name AS "index", i.name AS "column"
       FROM sqlite_schema t JOIN pragma_index_list(t.name) l JOIN pragma_index_info(l.name) i
       WHERE t.type = 'table' AND l.partial = 0 AND i.seqno = 0 AND i.name IS NOT NULL`,
    )
    .all() as Indexed[];
  for (const { name } of tables) {
    const isEmpty = raw.prepare(`SELECT * FROM ${quoted(name)} ORDER BY rowid LIMIT 1`).all().length === 0;
    if (isEmpty) continue;
    raw.prepare(`SELECT * FROM ${quoted(name)} ORDER BY rowid DESC LIMIT 1`).all();
    for (const each of indexes) if (each.table === name) lookAtEnds(raw, each);
  }
  if (tables.some(({ name }) => name === 'revisions')) mustFollowOneAnother(raw);
}

function lookAtEnds(raw: Asked, { table, index, column }: Indexed): void {
  const sorted = `SELECT ${quoted(column)} FROM ${quoted(table)} INDEXED BY ${quoted(index)} ORDER BY ${quoted(column)}`;
  for (const order of ['ASC', 'DESC']) raw.prepare(`${sorted} ${order} LIMIT 1`).all();
}

/** A log of another day leaves a gap, or a head that is not the newest. */
function mustFollowOneAnother(raw: Asked): void {
  const wrong = raw
    .prepare(
      `SELECT h.tenant_id FROM heads h LEFT JOIN revisions r ON r.tenant_id = h.tenant_id AND r.rev > h.rev - ${RECENT_REVISIONS}
       GROUP BY h.tenant_id
       HAVING h.rev > 0 AND (max(r.rev) IS NOT h.rev OR count(r.rev) <> max(r.rev) - min(r.rev) + 1
         OR max(CASE WHEN r.rev = h.rev THEN r.nonce END) IS NOT h.nonce)`,
    )
    .all();
  if (wrong.length > 0) throw new MixedUp('its revisions do not follow one another');
}
