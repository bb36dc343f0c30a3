import { asc, eq, ne, sql } from 'drizzle-orm';
import { refuse } from '../../base/refusal.ts';
import { listingOf, type ReadDb, type RowOf, mine } from '../../data/database.ts';
import type { Offering, Photo, Resource } from './model.ts';
import { offerings, photos, resources } from './tables.ts';

function offeringOf({ tenantId: _tenant, rev: _rev, ...offering }: RowOf<typeof offerings>): Offering {
  return offering;
}

function resourceOf({ tenantId: _tenant, rev: _rev, ...resource }: RowOf<typeof resources>): Resource {
  return resource;
}

export async function mustLoadOffering(db: ReadDb, offeringId: string): Promise<Offering> {
  const row = await db.find(offerings, offeringId);
  return row === undefined ? refuse('not_found', { kind: 'offering', id: offeringId }) : offeringOf(row);
}

export async function findOffering(db: ReadDb, idOrSlug: string): Promise<Offering | undefined> {
  const row = idOrSlug.startsWith('off_')
    ? await db.find(offerings, idOrSlug)
    : (await db.list(offerings, eq(offerings.slug, idOrSlug), ne(offerings.status, 'ARCHIVED')))[0];
  return row === undefined ? undefined : offeringOf(row);
}

export async function listOfferings(db: ReadDb): Promise<Offering[]> {
  return (await db.list(offerings)).map(offeringOf).toSorted((a, b) => (a.title < b.title ? -1 : 1));
}

const offeringLook = listingOf(offerings, eq(offerings.id, sql.placeholder('id')), { keys: ['color', 'timezone'] });

/** How these offerings look in lists, by their ids: colour and zone. */
export async function loadOfferingLooks(
  db: ReadDb,
  offeringIds: ReadonlySet<string>,
): Promise<Map<string, Pick<Offering, 'color' | 'timezone'>>> {
  const looks = new Map<string, Pick<Offering, 'color' | 'timezone'>>();
  for (const id of offeringIds) {
    const [look] = await db.listed(offeringLook, { id });
    if (look !== undefined) looks.set(id, look);
  }
  return looks;
}

const resourceName = listingOf(resources, eq(resources.id, sql.placeholder('id')), { keys: ['name'] });

export async function loadResourceNames(db: ReadDb, resourceIds: ReadonlySet<string>): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const id of resourceIds) {
    const [found] = await db.listed(resourceName, { id });
    if (found !== undefined) names.set(id, found.name);
  }
  return names;
}

/** An archived offering gives its slug back. */
export async function slugsInUse(db: ReadDb, exceptId?: string): Promise<Set<string>> {
  const rows = await db.list(offerings, ne(offerings.status, 'ARCHIVED'));
  return new Set(rows.filter(({ id }) => id !== exceptId).map(({ slug }) => slug));
}

export async function listResources(db: ReadDb): Promise<Resource[]> {
  return (await db.list(resources)).map(resourceOf).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export async function mustLoadResource(db: ReadDb, resourceId: string): Promise<Resource> {
  const row = await db.find(resources, resourceId);
  return row === undefined ? refuse('not_found', { kind: 'resource', id: resourceId }) : resourceOf(row);
}

/** Refuses `not_found` for the first resource of the groups that is not there or no longer active. */
export async function mustHaveResources(db: ReadDb, groups: readonly (readonly string[])[]): Promise<void> {
  if (groups.length === 0) return;
  const active = new Set((await db.list(resources, eq(resources.active, true))).map(({ id }) => id));
  for (const id of groups.flat()) if (!active.has(id)) refuse('not_found', { kind: 'resource', id });
}

/** Without the pictures' bytes. */
export async function listPhotoIds(db: ReadDb): Promise<{ id: string; offeringId: string; alt: string; position: number }[]> {
  return db
    .select({ id: photos.id, offeringId: photos.offeringId, alt: photos.alt, position: photos.position })
    .from(photos)
    .where(mine(db, photos))
    .orderBy(asc(photos.position), asc(photos.id));
}

export async function listPhotos(db: ReadDb, offeringId: string): Promise<Photo[]> {
  const rows = await db.list(photos, eq(photos.offeringId, offeringId));
  return rows
    .map(({ id, mediaType, base64, alt, position }) => ({ id, offeringId, mediaType, base64, alt, position }))
    .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
}
