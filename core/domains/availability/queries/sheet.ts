import { z } from 'zod';
import { managers } from '../../../contracts/actor.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import { defaultsFor } from '../../catalog/rules/offerings.ts';
import { formerSlugsInUse, listOfferings, listProductTypes, listResources } from '../../catalog/store.ts';
import type { Offering } from '../../catalog/model.ts';
import { mustLoadProfile } from '../../tenants/store.ts';
import type { SheetFacts } from '../rules/sheet/facts.ts';
import { type OfferingWithHours, rowOf, type Sheet, sheetOf } from '../rules/sheet/write.ts';
import { exceptionOf } from '../store/occupancies.ts';
import { exceptions, schedules } from '../tables.ts';

async function loadFacts(db: ReadDb, offerings: readonly Offering[]): Promise<SheetFacts> {
  return {
    defaults: defaultsFor(await mustLoadProfile(db)),
    types: await listProductTypes(db),
    resources: (await listResources(db)).map(({ id, name, active }) => ({ id, name, active })),
    offerings: offerings.map(({ id, slug, status }) => ({ id, slug: status === 'ARCHIVED' ? null : slug })),
    formerSlugs: await formerSlugsInUse(db),
  };
}

const withoutId = <T extends { id: string }>({ id: _id, ...others }: T): Omit<T, 'id'> => others;

/** Those that are neither archived nor in the trash, with their weekly hours and their exceptions. */
async function listShown(db: ReadDb, offerings: readonly Offering[]): Promise<(OfferingWithHours & { offering: Offering })[]> {
  const rules = new Map((await db.list(schedules)).map((row) => [row.id, row.rules]));
  const days = Map.groupBy(await db.list(exceptions), ({ subjectId }) => subjectId);
  const shown = offerings.filter(({ status, trashedAt }) => status !== 'ARCHIVED' && trashedAt === null);
  return shown.map((offering) => ({
    offering,
    hours: (rules.get(offering.id) ?? []).map(withoutId),
    exceptions: (days.get(offering.id) ?? []).map((row) => withoutId(exceptionOf(row))),
  }));
}

/** What the rows of a file are read by. */
export const sheetFacts = defineQuery({
  name: 'availability.sheetFacts',
  allow: { roles: managers },
  input: z.strictObject({}),
  async run({ db }): Promise<SheetFacts> {
    const offerings = await listOfferings(db);
    const facts = await loadFacts(db, offerings);
    const slugOfId = new Map(facts.offerings.map(({ id, slug }) => [id, slug]));
    const known = (await listShown(db, offerings)).map((one) => ({
      ...{ id: one.offering.id, status: one.offering.status, fields: rowOf(one, slugOfId) },
    }));
    return { ...facts, known };
  },
});

/** Every offering that is neither archived nor in the trash, with its weekly hours and its exceptions: a file that imports to the same. */
export const sheet = defineQuery({
  name: 'availability.sheet',
  allow: { roles: managers },
  input: z.strictObject({}),
  async run({ db }): Promise<Sheet> {
    const offerings = await listOfferings(db);
    return sheetOf(await listShown(db, offerings), await loadFacts(db, offerings));
  },
});
