import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { managers } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import { applyEdit, editOf } from '../../../contracts/edit.ts';
import { idOf } from '../../../contracts/fields.ts';
import type { ReadDb, WriteDb } from '../../../data/database.ts';
import { mustLoadProfile } from '../../tenants/store.ts';
import { resourcesChanged } from '../events.ts';
import { type AttributeDefinition, type Offering, OfferingFields, type OfferingStatus } from '../model.ts';
import { missingAttributes, mustHaveNone, wrongAttributes } from '../rules/attributes.ts';
import { namedCategories } from '../rules/categories.ts';
import { boundsIssues, defaultsFor, freeSlug, inOrder, mustMove, slugOf } from '../rules/offerings.ts';
import { planIssues } from '../rules/plans.ts';
import {
  findProductType,
  formerSlugsInUse,
  keepFormerSlug,
  listCategories,
  mustHaveOfferings,
  mustHaveResources,
  mustLoadOffering,
  slugsInUse,
  takeSlug,
} from '../store.ts';
import { categories, offerings } from '../tables.ts';

const manage = { roles: managers, scope: 'write' } as const;
const OfferingRef = z.strictObject({ offeringId: idOf('off') });

interface World {
  readonly db: WriteDb;
  readonly ctx: CommandContext;
}

/** @throws Refusal `invalid_request` {issues} where there is no such type */
async function mustLoadAttributes(db: ReadDb, productTypeKey: string): Promise<readonly AttributeDefinition[]> {
  const type = await findProductType(db, productTypeKey);
  if (type !== undefined) return type.attributes;
  return refuse('invalid_request', { issues: [{ path: 'productTypeKey', expected: 'the key of a product type' }] });
}

/** The names as the categories are spelt; a new one takes its place behind the others. */
async function fileUnder({ db, ctx }: World, wanted: readonly string[]): Promise<string[]> {
  if (wanted.length === 0) return [];
  const rows = await listCategories(db);
  const { names, added } = namedCategories(wanted, rows);
  let position = (rows.at(-1)?.position ?? -1) + 1;
  const stamps = { createdAt: ctx.now, updatedAt: ctx.now };
  for (const name of added) await db.insert(categories, { id: ctx.newId('cat'), name, description: '', position: position++, ...stamps });
  return names;
}

export const NewOfferingFields = OfferingFields.partial().required({ title: true, basePriceCents: true });

/**
 * A draft. What is left out takes the tenant's zone and currency and the usual; a left-out slug is made from the title.
 * Refuses `already_exists` {field: slug}, `invalid_request` {issues} for attributes that are not what their type wants, a plan of
 * what is not sold as SUBSCRIPTION, and a floor above the ceiling.
 */
export async function draftOffering({ db, ctx }: World, input: z.output<typeof NewOfferingFields>) {
  const taken = await slugsInUse(db);
  if (input.slug !== undefined && taken.has(input.slug)) refuse('already_exists', { field: 'slug', value: input.slug });
  const fields: OfferingFields = {
    ...defaultsFor(await mustLoadProfile(db)),
    ...definedOf(input),
    title: input.title,
    basePriceCents: input.basePriceCents,
    slug: input.slug ?? freeSlug(slugOf(input.title), new Set([...taken, ...(await formerSlugsInUse(db))])),
  };
  mustHaveNone([...planIssues({ ...fields, status: 'DRAFT' }), ...boundsIssues(fields)]);
  await mustHaveResources(db, fields.resourceGroups);
  await mustHaveOfferings(db, fields.plan?.offeringIds ?? []);
  const { attributes } = fields;
  mustHaveNone(wrongAttributes({ attributes, definitions: await mustLoadAttributes(db, fields.productTypeKey) }));
  const offeringId = ctx.newId('off');
  const settled = { categories: await fileUnder({ db, ctx }, fields.categories), cancellationPolicy: inOrder(fields.cancellationPolicy) };
  const stamps = { createdAt: ctx.now, updatedAt: ctx.now };
  await takeSlug(db, fields.slug);
  await db.insert(offerings, { id: offeringId, ...fields, ...settled, status: 'DRAFT', trashedAt: null, ...stamps });
  return { offeringId, slug: fields.slug };
}

export const createOffering = defineCommand({
  name: 'catalog.createOffering',
  allow: manage,
  offline: true,
  input: NewOfferingFields,
  run: draftOffering,
});

/** A field left undefined is a field left out, and must not hide its default. */
function definedOf<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as never;
}

/** The changes' attributes against the type, old or new; on sale, none that it requires may be lacking afterwards. */
async function mustSuitType(db: ReadDb, { offering, changes }: { offering: Offering; changes: Partial<OfferingFields> }): Promise<void> {
  if (changes.productTypeKey === undefined && changes.attributes === undefined) return;
  const definitions = await mustLoadAttributes(db, changes.productTypeKey ?? offering.productTypeKey);
  const attributes = changes.attributes ?? offering.attributes;
  const known = changes.productTypeKey === undefined ? offering.attributes : {};
  const missing = offering.status === 'PUBLISHED' ? missingAttributes({ attributes, definitions }) : [];
  mustHaveNone([...wrongAttributes({ attributes, definitions, known }), ...missing]);
}

/** Refuses `edit_conflict`, `already_exists` {field: slug}, `invalid_request` {issues} as for a new one. */
export const updateOffering = defineCommand({
  name: 'catalog.updateOffering',
  allow: manage,
  offline: true,
  input: editOf(OfferingFields).extend({ offeringId: idOf('off') }),
  async run({ db, ctx }, { offeringId, ...edit }) {
    const offering = await mustLoadOffering(db, offeringId);
    const changes = applyEdit<OfferingFields>(offering as OfferingFields, edit);
    if (changes.slug !== undefined) await changeSlug({ db, ctx }, { offering, slug: changes.slug });
    if (changes.resourceGroups !== undefined) await mustHaveResources(db, changes.resourceGroups);
    if (changes.plan !== undefined || changes.pricingModel !== undefined) mustHaveNone(planIssues({ ...offering, ...changes }));
    if (changes.floorCents !== undefined || changes.ceilingCents !== undefined) mustHaveNone(boundsIssues({ ...offering, ...changes }));
    await mustHaveOfferings(db, changes.plan?.offeringIds ?? []);
    if (changes.cancellationPolicy !== undefined) changes.cancellationPolicy = inOrder(changes.cancellationPolicy);
    await mustSuitType(db, { offering, changes });
    if (changes.categories !== undefined) changes.categories = await fileUnder({ db, ctx }, changes.categories);
    await db.patch(offerings, offeringId, { ...changes, updatedAt: ctx.now });
    if (changes.resourceGroups !== undefined) ctx.emit(resourcesChanged(offeringId));
    return null;
  },
});

/** The old one leads to the offering from now on. One that is archived has no address: it neither takes one nor leaves one. */
async function changeSlug({ db, ctx }: World, { offering, slug }: { offering: Offering; slug: string }): Promise<void> {
  const taken = await slugsInUse(db, offering.id);
  if (taken.has(slug)) refuse('already_exists', { field: 'slug', value: slug });
  if (offering.status === 'ARCHIVED') return;
  await takeSlug(db, slug);
  await keepFormerSlug(db, { slug: offering.slug, offeringId: offering.id, now: ctx.now });
}

async function moveOffering({ db, ctx }: World, { id, to }: { id: string; to: OfferingStatus }) {
  const offering = await mustLoadOffering(db, id);
  mustMove(offering.status, to);
  if (to === 'PUBLISHED' && offering.status !== to) {
    const definitions = await mustLoadAttributes(db, offering.productTypeKey);
    mustHaveNone([...missingAttributes({ attributes: offering.attributes, definitions }), ...planIssues({ ...offering, status: to })]);
  }
  if (offering.status !== 'ARCHIVED' || to === 'ARCHIVED') await db.patch(offerings, id, { status: to, updatedAt: ctx.now });
  else await bringBack({ db, ctx }, offering);
  return null;
}

/** Under another slug where its own was taken meanwhile. */
async function bringBack({ db, ctx }: World, { id, slug: before }: Offering): Promise<void> {
  const slug = freeSlug(before, await slugsInUse(db, id));
  await takeSlug(db, slug);
  await db.patch(offerings, id, { status: 'DRAFT', slug, trashedAt: null, updatedAt: ctx.now });
}

/** Refuses `invalid_request` {issues} where an attribute that its type requires is missing, or the plan of a SUBSCRIPTION. */
export const publishOffering = defineCommand({
  name: 'catalog.publishOffering',
  allow: manage,
  offline: true,
  input: OfferingRef,
  run: (world, { offeringId }) => moveOffering(world, { id: offeringId, to: 'PUBLISHED' }),
});

export const unpublishOffering = defineCommand({
  name: 'catalog.unpublishOffering',
  allow: manage,
  offline: true,
  input: OfferingRef,
  run: (world, { offeringId }) => moveOffering(world, { id: offeringId, to: 'DRAFT' }),
});

/** Hidden from customers and lists; its bookings stand. */
export const archiveOffering = defineCommand({
  name: 'catalog.archiveOffering',
  allow: manage,
  offline: true,
  input: OfferingRef,
  run: (world, { offeringId }) => moveOffering(world, { id: offeringId, to: 'ARCHIVED' }),
});

/** Off sale at once and out of every list but the trash's; its slug is free again, its bookings stand. */
export const trashOffering = defineCommand({
  name: 'catalog.trashOffering',
  allow: manage,
  offline: true,
  input: OfferingRef,
  async run({ db, ctx }, { offeringId }) {
    const { trashedAt } = await mustLoadOffering(db, offeringId);
    if (trashedAt === null) await db.patch(offerings, offeringId, { status: 'ARCHIVED', trashedAt: ctx.now, updatedAt: ctx.now });
    return null;
  },
});

/** From the archive or the trash, as a draft; under another slug where its own was taken meanwhile. Refuses `invalid_transition` for what is on sale. */
export const restoreOffering = defineCommand({
  name: 'catalog.restoreOffering',
  allow: manage,
  offline: true,
  input: OfferingRef,
  async run(world, { offeringId }) {
    const { status } = await mustLoadOffering(world.db, offeringId);
    if (status === 'PUBLISHED') refuse('invalid_transition', { status, move: 'DRAFT' });
    return moveOffering(world, { id: offeringId, to: 'DRAFT' });
  },
});
