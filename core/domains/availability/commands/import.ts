import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { Refusal, refuse } from '../../../base/refusal.ts';
import { managers } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import type { ReadDb, WriteDb } from '../../../data/database.ts';
import { updateOffering } from '../../catalog/commands/offerings.ts';
import type { Plan } from '../../catalog/model.ts';
import { categoryKey } from '../../catalog/rules/categories.ts';
import { inOrder } from '../../catalog/rules/offerings.ts';
import { formerSlugsInUse, listCategories, listOfferings, listProductTypes, listResources, takeSlug } from '../../catalog/store.ts';
import { categories, offerings } from '../../catalog/tables.ts';
import { exceptionsText, type SheetException } from '../rules/sheet/exceptions.ts';
import { MOST_ROWS, SheetChange, SheetOffering } from '../rules/sheet/offering.ts';
import { exceptionOf } from '../store/occupancies.ts';
import { exceptions, schedules } from '../tables.ts';
import { addException, setSchedule } from './hours.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

/**
 * A whole catalogue at once: new offerings as drafts with their hours and exceptions, and what becomes of those that there are, as
 * `catalog.updateOffering` changes them. All of it or nothing. A category that there is not yet is made. Refuses
 * `already_exists` {field: slug, value, row}, `not_found` {kind, id, row}, `edit_conflict` {…, row}; `row` counts the offerings from 0,
 * the changes after the new ones.
 */
export const importOfferings = defineCommand({
  name: 'availability.importOfferings',
  allow: { roles: managers },
  offline: false,
  input: z
    .strictObject({
      offerings: z.array(SheetOffering).max(MOST_ROWS),
      changes: z.array(SheetChange).max(MOST_ROWS).default([]),
    })
    .refine(({ offerings: given, changes }) => given.length + changes.length > 0, 'expected offerings or changes'),
  async run({ db, ctx }, { offerings: given, changes }) {
    const house = await loadHouse(db);
    mustFit(given, house);
    const ids = given.map(() => ctx.newId('off'));
    const idOfSlug = new Map([...house.idOfSlug, ...given.map(({ slug }, i) => [slug, ids[i] ?? ''] as const)]);
    const spelt = await fileUnder({ db, ctx }, new Set(given.flatMap((offering) => offering.categories)));
    const former = new Set(await formerSlugsInUse(db));
    for (const { slug } of given) if (former.has(slug)) await takeSlug(db, slug);
    const now = ctx.now;
    const writes = given.map(({ hours, exceptions: days, plan, ...fields }, row) => {
      const id = ids[row] ?? '';
      const offering = {
        ...{ id, ...fields, status: 'DRAFT' as const, trashedAt: null, createdAt: now, updatedAt: now },
        categories: [...new Set(fields.categories.map((name) => spelt.get(categoryKey(name)) ?? name))],
        cancellationPolicy: inOrder(fields.cancellationPolicy),
        plan: plan === null ? null : planOf({ plan, row, house, idOfSlug }),
      };
      const rules = hours.map((rule) => ({ id: ctx.newId('rul'), ...rule }));
      const closings = days.map(({ from: fromLocal, to: toLocal, ...day }) => ({
        ...{ id: ctx.newId('exc'), subjectId: id, fromLocal, toLocal, createdAt: now, ...day },
      }));
      return async () => {
        await db.insert(offerings, offering);
        if (rules.length > 0) await db.insert(schedules, { id, rules, updatedAt: now });
        for (const day of closings) await db.insert(exceptions, day);
      };
    });
    await inGroups(writes);
    for (const [i, change] of changes.entries())
      await inRow(given.length + i, (row) => applyChange({ db, ctx }, { change, row, house, idOfSlug }));
    return { imported: given.length, changed: changes.length };
  },
});

interface Changing {
  readonly change: SheetChange;
  readonly row: number;
  readonly house: House;
  readonly idOfSlug: ReadonlyMap<string, string>;
}

/** As it is changed by hand. Hours and days that stay keep the ids that they have. */
async function applyChange(world: World, { change, row, house, idOfSlug }: Changing): Promise<void> {
  const { offeringId } = change;
  const { hours, exceptions: days, plan, ...fields } = change.changes;
  const { hours: _hours, exceptions: _days, plan: _plan, ...seen } = change.seen;
  if (!house.liveIds.has(offeringId)) refuse('not_found', { kind: 'offering', id: offeringId });
  const planned = plan === undefined ? {} : { plan: plan === null ? null : planOf({ plan, row, house, idOfSlug }) };
  const changes = { ...fields, ...planned };
  if (Object.keys(changes).length > 0) await updateOffering.run(world, { offeringId, changes, seen });
  if (hours !== undefined) await setSchedule.run(world, { subjectId: offeringId, rules: hours });
  if (days !== undefined) await setDays(world, { offeringId, days });
}

async function setDays({ db, ctx }: World, { offeringId, days }: { offeringId: string; days: readonly SheetException[] }): Promise<void> {
  const wanted = days.map((day) => ({ day, text: exceptionsText([day]) }));
  for (const row of await db.list(exceptions, eq(exceptions.subjectId, offeringId))) {
    const { id, ...day } = exceptionOf(row);
    const at = wanted.findIndex(({ text }) => text === exceptionsText([day]));
    if (at < 0) await db.remove(exceptions, id);
    else wanted.splice(at, 1);
  }
  for (const { day } of wanted) await addException.run({ db, ctx }, { subjectId: offeringId, ...day });
}

/** What is refused says of which row. */
async function inRow(row: number, fn: (row: number) => Promise<void>): Promise<void> {
  try {
    await fn(row);
  } catch (error) {
    if (error instanceof Refusal) refuse(error.code, { ...error.facts, row });
    throw error;
  }
}

const A_GROUP = 100;

/**
 * A database behind a line is not waited for row by row. The first goes alone: it takes the revision that all others share. Where one
 * fails, none of its group is still under way when what was written is undone.
 */
async function inGroups([first, ...writes]: readonly (() => Promise<void>)[]): Promise<void> {
  await first?.();
  for (let from = 0; from < writes.length; from += A_GROUP) {
    const settled = await Promise.allSettled(writes.slice(from, from + A_GROUP).map((write) => write()));
    for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
  }
}

/** What the offerings name, as it is in the very transaction that takes them in. */
interface House {
  readonly offeringIds: ReadonlySet<string>;
  /** that are neither archived nor in the trash */
  readonly liveIds: ReadonlySet<string>;
  readonly resourceIds: ReadonlySet<string>;
  readonly typeKeys: ReadonlySet<string>;
  /** of those that are not archived */
  readonly idOfSlug: ReadonlyMap<string, string>;
}

async function loadHouse(db: ReadDb): Promise<House> {
  const known = await listOfferings(db);
  return {
    offeringIds: new Set(known.map(({ id }) => id)),
    liveIds: new Set(known.flatMap(({ id, status }) => (status === 'ARCHIVED' ? [] : [id]))),
    resourceIds: new Set((await listResources(db)).map(({ id }) => id)),
    typeKeys: new Set((await listProductTypes(db)).map(({ key }) => key)),
    idOfSlug: new Map(known.filter(({ status }) => status !== 'ARCHIVED').map(({ slug, id }) => [slug, id])),
  };
}

/** A resource that has left may be named: the offering was made while it was there, and it serves nobody. */
function mustFit(given: readonly SheetOffering[], { idOfSlug, resourceIds, typeKeys }: House): void {
  const slugs = new Set(idOfSlug.keys());
  for (const [row, { slug, resourceGroups, productTypeKey }] of given.entries()) {
    if (slugs.has(slug)) refuse('already_exists', { field: 'slug', value: slug, row });
    slugs.add(slug);
    if (!typeKeys.has(productTypeKey)) refuse('not_found', { kind: 'productType', id: productTypeKey, row });
    for (const id of resourceGroups.flat()) if (!resourceIds.has(id)) refuse('not_found', { kind: 'resource', id, row });
  }
}

interface Planned {
  readonly plan: NonNullable<SheetOffering['plan']>;
  readonly row: number;
  readonly house: House;
  readonly idOfSlug: ReadonlyMap<string, string>;
}

function planOf({ plan: { offerings: named, ...plan }, row, house, idOfSlug }: Planned): Plan {
  const idOf = (name: string): string =>
    idOfSlug.get(name) ?? (house.offeringIds.has(name) ? name : refuse('not_found', { kind: 'offering', id: name, row }));
  return { ...plan, offeringIds: named.map(idOf) };
}

/** @returns how each is spelt, by its key */
async function fileUnder({ db, ctx }: World, wanted: ReadonlySet<string>): Promise<Map<string, string>> {
  const rows = await listCategories(db);
  const spelt = new Map(rows.map(({ name }) => [categoryKey(name), name]));
  let position = (rows.at(-1)?.position ?? -1) + 1;
  for (const name of wanted) {
    if (spelt.has(categoryKey(name))) continue;
    spelt.set(categoryKey(name), name);
    const category = { id: ctx.newId('cat'), name, description: '', position: position++, createdAt: ctx.now, updatedAt: ctx.now };
    await db.insert(categories, category);
  }
  return spelt;
}
