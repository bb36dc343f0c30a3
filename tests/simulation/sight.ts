import Database from 'better-sqlite3';
import { join } from 'node:path';
import { readdirSync } from 'node:fs';

export type Row = Readonly<Record<string, string | number | null>>;

/** A look into a SQLite file past everything that the product makes of it. */
export interface Sight {
  all(sql: string, ...values: (string | number)[]): Row[];
  close(): void;
}

export const lookInto = (file: string): Sight => sightOn(new Database(file, { readonly: true }));

export function sightOn(database: Database.Database): Sight {
  const statements = new Map<string, Database.Statement>();
  function statementOf(sql: string): Database.Statement {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  }
  return {
    all: (sql, ...values) => statementOf(sql).all(...values) as Row[],
    close: () => void database.close(),
  };
}

/** The profile of this member in a host's folder. */
export function sightOf(folder: string, { tenant, member }: { tenant: { id: string }; member: { id: string } }): Sight {
  const profiles = join(folder, 'profiles');
  const file = readdirSync(profiles).find((name) => name.startsWith(`${tenant.id}-${member.id}`) && name.endsWith('.sqlite'));
  if (file === undefined) throw new Error(`no profile of ${member.id} in ${folder}`);
  return lookInto(join(profiles, file));
}
