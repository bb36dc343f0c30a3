import { z } from 'zod';
import { idOf } from '../../../../contracts/fields.ts';
import { OfferingFields, planPeriods } from '../../../catalog/model.ts';
import { areCrossed, CROSSED } from '../../../catalog/rules/offerings.ts';
import { hasStrayPlan, NO_PLAN } from '../../../catalog/rules/plans.ts';
import { SheetException } from './exceptions.ts';
import { HoursRule } from './hours.ts';

export const MOST_ROWS = 10_000;

const SheetFields = OfferingFields.omit({ plan: true }).extend({
  plan: z
    .strictObject({
      period: z.enum(planPeriods),
      visits: z.int().min(1).max(1_000).nullable(),
      offerings: z.array(z.string().min(1).max(80)).min(1).max(200),
    })
    .nullable(),
  hours: z.array(HoursRule).max(200),
  exceptions: z.array(SheetException).max(5_000),
});

/** An offering on its way in, with its hours, days off and extra hours. Its plan names other offerings by slug, those of the same file too, or by id. */
export const SheetOffering = SheetFields.extend({ exceptions: SheetFields.shape.exceptions.default([]) })
  .refine((offering) => !hasStrayPlan(offering), { path: ['plan'], message: `expected ${NO_PLAN}` })
  .refine((offering) => !areCrossed(offering), { path: ['ceilingCents'], message: `expected ${CROSSED}` });
export type SheetOffering = z.output<typeof SheetOffering>;

/** What of an offering of the catalogue becomes another, beside what it was when the file was read. Hours and days are all there are. */
export const SheetChange = z.strictObject({ offeringId: idOf('off'), changes: SheetFields.partial(), seen: SheetFields.partial() });
export type SheetChange = z.output<typeof SheetChange>;
