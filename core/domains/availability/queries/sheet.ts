import { z } from 'zod';
import { managers } from '../../../contracts/actor.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import { defaultsFor } from '../../catalog/rules/offerings.ts';
import { formerSlugsInUse, listOfferings, listProductTypes, listResources } from '../../catalog/store.ts';
import type { Offering } from '../../catalog/model.ts';
import { mustLoadProfile } from '../../tenants/store.ts';
import type { LocalException } from '../model.ts';
import type { SheetException } from '../rules/sheet/exceptions.ts';
import type { SheetFacts } from '../rules/sheet/facts.ts';
import { type Sheet, sheetOf } from '../rules/sheet/write.ts';
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

const unnumbered = ({ id: _id, ...exception }: LocalException): SheetException => exception;

/** What the rows of a file are read by. */
export const sheetFacts = defineQuery({
  name: 'availability.sheetFacts',
  allow: { roles: managers },
  input: z.strictObject({}),
  run: async ({ db }): Promise<SheetFacts> => loadFacts(db, await listOfferings(db)),
});

/** Every offering that is neither archived nor in the trash, with its weekly hours and its exceptions: a file that imports to the same. */
export const sheet = defineQuery({
  name: 'availability.sheet',
  allow: { roles: managers },
  input: z.strictObject({}),
  async run({ db }): Promise<Sheet> {
    const offerings = await listOfferings(db);
    const rules = new Map((await db.list(schedules)).map((row) => [row.id, row.rules]));
    const shown = offerings.filter(({ status, trashedAt }) => status !== 'ARCHIVED' && trashedAt === null);
    const days = Map.groupBy(await db.list(exceptions), ({ subjectId }) => subjectId);
    const withHours = shown.map((offering) => ({
      ...{ offering, hours: rules.get(offering.id) ?? [] },
      exceptions: (days.get(offering.id) ?? []).map((row) => unnumbered(exceptionOf(row))),
    }));
    return sheetOf(withHours, await loadFacts(db, offerings));
  },
});
