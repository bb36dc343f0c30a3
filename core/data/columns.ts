import { integer, text } from 'drizzle-orm/sqlite-core';

/** Every key starts with the tenant, so that a sharded database can stand behind it. */
export const keyed = () => ({ tenantId: text().notNull(), id: text().notNull() });

/** A row that reaches the desktops: `rev` is the tenant's revision that last touched it. */
export const synced = () => ({ ...keyed(), rev: integer().notNull() });

/** epoch milliseconds */
export const instant = () => integer();

export const flag = () => integer({ mode: 'boolean' });

export const json = <T>() => text({ mode: 'json' }).$type<T>();
