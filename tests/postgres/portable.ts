/**
 * What may be sent to a database that is only like PostgreSQL: Citus, YugabyteDB, CockroachDB. Tables are spread by tenant there,
 * so that a statement has to name its tenant, and what only PostgreSQL itself has is out of bounds.
 */

const TENANT = '"?tenant_id"?';

/** Found before any tenant is known: by name, by address, by code. They are small, and on every node. */
const directory = new Set(['tenants', 'sign_ins', 'pairings']);

/** Asked across tenants by those who work for all of them, now and then. */
const sweeps: readonly RegExp[] = [
  /^select .* from "deliveries" where/,
  /^select .* from "mails" where/,
  /^select .* from "provider_calls" where/,
  /^delete from "idempotency" where "idempotency"."expires_at" <= \$1$/,
  /^delete from "customer_codes" where "customer_codes"."expires_at" <= \$1$/,
  /^delete from "booking_origins" where "booking_origins"."created_at" <= \$1$/,
  /^select "tenant_id", "rev" from "heads"$/,
  // tests, that look at all there is
  /^select [^()]* from "(idempotency|occupancies|customers)"$/,
];

const forbidden: readonly (readonly [RegExp, string])[] = [
  [/advisory/i, 'advisory locks'],
  [/\bskip locked\b|\bnowait\b/i, 'SKIP LOCKED'],
  [/\block table\b/i, 'table locks'],
  [/\bexclude\b|\bexclusion\b/i, 'exclusion constraints'],
  [/->|@>|<@|\bjsonb?\b|#>/i, 'JSON operators'],
  [/\blisten\b|\bnotify\b|pg_/i, 'LISTEN, NOTIFY and functions of the server itself'],
  [/\bilike\b|\bsimilar to\b|~/i, 'patterns that SQLite does not know'],
  [/::/, 'casts by ::'],
  [/\bdistinct on\b|\blateral\b|\bctid\b|\bgenerate_series\b|\btablesample\b/i, 'what only PostgreSQL has'],
  [/\btruncate\b|\bcopy\b|\bvacuum\b/i, 'what is no change of rows'],
  [/\bcreate\b|\balter\b|\bdrop\b/i, 'changes of tables outside of a migration'],
  [/\bserializable\b/i, 'an isolation of its own'],
];

const withoutTexts = (sql: string): string => sql.replace(/'(?:[^']|'')*'/g, "''");

/** Every table that a statement reads or writes, with the name under which it speaks of it. */
const tablesOf = (sql: string): string[] =>
  [...sql.matchAll(/\b(?:from|join|update|insert into)\s+"?([a-z_]+)"?/gi)]
    .map(([, table = '']) => table)
    .filter((table) => table !== 'set');

function namesTenant(sql: string, table: string): boolean {
  if (/^insert into/i.test(sql)) return new RegExp(`^insert into "?${table}"? \\([^)]*${TENANT}`, 'i').test(sql);
  const column = `(?:"${table}"\\.|(?<![."]))${TENANT}`;
  return new RegExp(`${column} = |= ${column}|${column} in \\(`).test(sql);
}

/** @returns what is wrong with it, null where nothing is */
export function whyNotPortable(statement: string): string | null {
  for (const sql of withoutTexts(statement).split(/;\s*/)) {
    const found = forbidden.find(([pattern]) => pattern.test(sql));
    if (found !== undefined) return found[1];
    if (/\bfor (update|share|no key)/i.test(sql) && !/^select rev from heads where tenant_id = '' for update$/i.test(sql))
      return 'a lock on anything but the head of the tenant';
    const conflict = /\bon conflict(?: \(([^)]*)\))? do/i.exec(sql);
    const [into = ''] = tablesOf(sql);
    if (conflict !== null && !directory.has(into) && !(conflict[1] ?? '').includes('tenant_id'))
      return `ON CONFLICT on ${into} without the tenant in its key`;
    if (sweeps.some((sweep) => sweep.test(sql))) continue;
    const open = tablesOf(sql).find((table) => !directory.has(table) && !namesTenant(sql, table));
    if (open !== undefined) return `${open} without its tenant`;
  }
  return null;
}
