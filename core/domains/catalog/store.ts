import { asc, eq, ne, sql } from 'drizzle-orm';
import { refuse } from '../../base/refusal.ts';
import { listingOf, type ReadDb, type RowOf, mine, settledIn, type WriteDb } from '../../data/database.ts';
import type { Category, Offering, Photo, NamedPhoto, ProductType, ProductTypeFields, Resource } from './model.ts';
import { usualTypes } from './rules/productTypes.ts';
import { categories, formerSlugs, offerings, photos, productTypes, resources } from './tables.ts';

function offeringOf({ tenantId: _tenant, rev: _rev, ...offering }: RowOf<typeof offerings>): Offering {
  return offering;
}

function resourceOf({ tenantId: _tenant, rev: _rev, ...resource }: RowOf<typeof resources>): Resource {
  return resource;
}

const offeringById = settledIn([offerings], async (db, id) => {
  const row = await db.find(offerings, id);
  return row === undefined ? undefined : offeringOf(row);
});

export async function mustLoadOffering(db: ReadDb, offeringId: string): Promise<Offering> {
  return (await db.settled(offeringById, offeringId)) ?? refuse('not_found', { kind: 'offering', id: offeringId });
}

/** By its id, its slug or one that it had before: whoever asks by a slug may see another one in the answer. */
export async function findOffering(db: ReadDb, idOrSlug: string): Promise<Offering | undefined> {
  const row = idOrSlug.startsWith('off_') ? await db.find(offerings, idOrSlug) : await findBySlug(db, idOrSlug.normalize('NFC'));
  return row === undefined ? undefined : offeringOf(row);
}

async function findBySlug(db: ReadDb, slug: string): Promise<RowOf<typeof offerings> | undefined> {
  const [row] = await db.list(offerings, eq(offerings.slug, slug), ne(offerings.status, 'ARCHIVED'));
  if (row !== undefined) return row;
  const former = await db.find(formerSlugs, slug);
  const moved = former === undefined ? undefined : await db.find(offerings, former.offeringId);
  return moved?.status === 'ARCHIVED' ? undefined : moved;
}

export async function listOfferings(db: ReadDb): Promise<Offering[]> {
  return (await db.list(offerings)).map(offeringOf).toSorted((a, b) => (a.title < b.title ? -1 : 1));
}

const offeringLook = listingOf(offerings, eq(offerings.id, sql.placeholder('id')), { keys: ['color', 'timezone'] });
const lookById = settledIn([offerings], async (db, id) => (await db.listed(offeringLook, { id }))[0]);

/** How these offerings look in lists, by their ids: colour and zone. */
export async function loadOfferingLooks(
  db: ReadDb,
  offeringIds: ReadonlySet<string>,
): Promise<Map<string, Pick<Offering, 'color' | 'timezone'>>> {
  const looks = new Map<string, Pick<Offering, 'color' | 'timezone'>>();
  for (const id of offeringIds) {
    const look = await db.settled(lookById, id);
    if (look !== undefined) looks.set(id, look);
  }
  return looks;
}

const resourceName = listingOf(resources, eq(resources.id, sql.placeholder('id')), { keys: ['name'] });
const nameById = settledIn([resources], async (db, id) => (await db.listed(resourceName, { id }))[0]);

export async function loadResourceNames(db: ReadDb, resourceIds: ReadonlySet<string>): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const id of resourceIds) {
    const found = await db.settled(nameById, id);
    if (found !== undefined) names.set(id, found.name);
  }
  return names;
}

const liveSlugs = listingOf(offerings, ne(offerings.status, 'ARCHIVED'), { keys: ['id', 'slug'] });

/** An archived offering gives its slug back. */
export async function slugsInUse(db: ReadDb, exceptId?: string): Promise<Set<string>> {
  const rows = await db.listed(liveSlugs, {});
  return new Set(rows.filter(({ id }) => id !== exceptId).map(({ slug }) => slug));
}

const formerLinks = listingOf(formerSlugs, sql`1 = 1`, { keys: ['id'] });

/** Slugs by which somebody may still come. A title makes another; whoever wants one of these says so. */
export async function formerSlugsInUse(db: ReadDb): Promise<string[]> {
  return (await db.listed(formerLinks, {})).map(({ id }) => id);
}

/** Whoever comes by `slug` finds what has it now, and nobody is led on from it. */
export async function takeSlug(db: WriteDb, slug: string): Promise<void> {
  await db.remove(formerSlugs, slug);
}

/** Whoever comes by `slug` is led to this offering from now on. */
export async function keepFormerSlug(
  db: WriteDb,
  { slug, offeringId, now }: { slug: string; offeringId: string; now: number },
): Promise<void> {
  const known = await db.patch(formerSlugs, slug, { offeringId, createdAt: now });
  if (!known) await db.insert(formerSlugs, { id: slug, offeringId, createdAt: now });
}

function typeOf({ id, key, name, attributes }: RowOf<typeof productTypes>): ProductType {
  return { id, key, name, attributes };
}

const asUsual = (type: ProductTypeFields): ProductType => ({ id: null, ...type });

/** The usual five, as the tenant changed them, then its own by name. */
export async function listProductTypes(db: ReadDb): Promise<ProductType[]> {
  const rows = new Map((await db.list(productTypes)).map((row) => [row.key, typeOf(row)]));
  const usual = usualTypes.map((type) => rows.get(type.key) ?? asUsual(type));
  const own = [...rows.values()].filter(({ key }) => usualTypes.every((type) => type.key !== key));
  return [...usual, ...own.toSorted((a, b) => (a.name < b.name || (a.name === b.name && a.key < b.key) ? -1 : 1))];
}

export async function findProductType(db: ReadDb, key: string): Promise<ProductType | undefined> {
  const [row] = await db.list(productTypes, eq(productTypes.key, key));
  if (row !== undefined) return typeOf(row);
  const usual = usualTypes.find((type) => type.key === key);
  return usual === undefined ? undefined : asUsual(usual);
}

export async function listCategories(db: ReadDb): Promise<Category[]> {
  return (await db.list(categories))
    .map(({ id, name, description, position }) => ({ id, name, description, position }))
    .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
}

export async function mustLoadCategory(db: ReadDb, categoryId: string): Promise<Category> {
  const row = await db.find(categories, categoryId);
  if (row === undefined) return refuse('not_found', { kind: 'category', id: categoryId });
  const { id, name, description, position } = row;
  return { id, name, description, position };
}

const filings = listingOf(offerings, sql`1 = 1`, { keys: ['id', 'categories', 'trashedAt'] });

/** What every offering is filed under. */
export async function listFilings(db: ReadDb): Promise<Pick<Offering, 'id' | 'categories' | 'trashedAt'>[]> {
  return db.listed(filings, {});
}

const ofType = listingOf(offerings, eq(offerings.productTypeKey, sql.placeholder('key')), { keys: ['trashedAt'] });

/** Offerings of a type, without those in the trash. */
export async function countOfType(db: ReadDb, key: string): Promise<number> {
  return (await db.listed(ofType, { key })).filter(({ trashedAt }) => trashedAt === null).length;
}

const resourcesByName = settledIn([resources], async (db) =>
  (await db.list(resources)).map(resourceOf).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
);

export const listResources = (db: ReadDb): Promise<readonly Resource[]> => db.settled(resourcesByName, '');

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

/** Refuses `not_found` for the first that is not there. */
export async function mustHaveOfferings(db: ReadDb, offeringIds: readonly string[]): Promise<void> {
  for (const id of offeringIds) await mustLoadOffering(db, id);
}

/** Without the pictures' bytes. */
export async function listPhotoIds(db: ReadDb): Promise<NamedPhoto[]> {
  return db
    .select({ id: photos.id, offeringId: photos.offeringId, alt: photos.alt, position: photos.position })
    .from(photos)
    .where(mine(db, photos))
    .orderBy(asc(photos.position), asc(photos.id));
}

const photoPlaces = listingOf(photos, eq(photos.offeringId, sql.placeholder('offeringId')), {
  keys: ['id', 'offeringId', 'alt', 'position'],
});

/** An offering's photos in their order, without their bytes. */
export async function listNamedPhotos(db: ReadDb, offeringId: string): Promise<NamedPhoto[]> {
  return (await db.listed(photoPlaces, { offeringId })).toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
}

export async function listPhotos(db: ReadDb, offeringId: string): Promise<Photo[]> {
  const rows = await db.list(photos, eq(photos.offeringId, offeringId));
  return rows
    .map(({ id, mediaType, base64, alt, position }) => ({ id, offeringId, mediaType, base64, alt, position }))
    .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
}
