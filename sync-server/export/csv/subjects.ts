import { mine, type ReadDb } from '#core/data/database.ts';
import { offerings, resources } from '#core/domains/catalog/tables.ts';
import { profiles } from '#core/domains/tenants/tables.ts';

export interface Subject {
  readonly name: string;
  /** on whose clock its hours are */
  readonly zone: string;
}

/** Offerings and resources by their id: there are hundreds at most. */
export type Subjects = (id: string) => Subject;

export async function loadSubjects(db: ReadDb): Promise<Subjects> {
  const zone = (await db.find(profiles, db.tenantId))?.timezone ?? 'UTC';
  const ofOfferings = await db
    .select({ id: offerings.id, name: offerings.title, zone: offerings.timezone })
    .from(offerings)
    .where(mine(db, offerings));
  const ofResources = await db.select({ id: resources.id, name: resources.name }).from(resources).where(mine(db, resources));
  const known = new Map([...ofResources.map((row) => ({ ...row, zone })), ...ofOfferings].map(({ id, ...subject }) => [id, subject]));
  return (id) => known.get(id) ?? { name: id, zone };
}
