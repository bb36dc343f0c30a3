import { z } from 'zod';
import { staff } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { loadTimetables } from '../../availability/store/occupancies.ts';
import { listOfferings } from '../../catalog/store.ts';
import type { LeadPrice } from '../../pricing/model.ts';
import { concerns } from '../../pricing/rules/conditions.ts';
import { listActiveRules } from '../../pricing/store.ts';
import { leadPriceOf } from '../rules/leadPrice.ts';

/** What is said of the prices of these offerings, or of all, before anything is chosen. Customers are told of what is for sale. */
export const leadPrices = defineQuery({
  name: 'pricing.leadPrices',
  allow: { roles: staff, scope: 'read', customers: true },
  input: z.strictObject({ offeringIds: z.array(idOf('off')).optional() }),
  async run({ db, ctx }, { offeringIds }): Promise<(LeadPrice & { offeringId: string })[]> {
    const wanted = offeringIds && new Set(offeringIds);
    const offerings = (await listOfferings(db))
      .filter(({ id }) => wanted === undefined || wanted.has(id))
      .filter(({ status }) => ctx.actor.kind !== 'customer' || status === 'PUBLISHED');
    const rules = await listActiveRules(db);
    const found: (LeadPrice & { offeringId: string })[] = [];
    for (const offering of offerings) {
      // Hours matter to rules alone.
      const isRuled = rules.some((rule) => concerns(rule, offering));
      const hours = isRuled ? ((await loadTimetables(db, [offering.id])).get(offering.id)?.rules ?? []) : [];
      found.push({ offeringId: offering.id, ...leadPriceOf(offering, { rules, hours, now: ctx.now }) });
    }
    return found;
  },
});
