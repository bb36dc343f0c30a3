import { z } from 'zod';
import { staff } from '../../contracts/actor.ts';
import { defineQuery } from '../../contracts/query.ts';
import type { PriceRule } from './model.ts';
import { listRules } from './store.ts';

/** In the order in which they are taken. */
export const ruleList = defineQuery({
  name: 'pricing.rules',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({}),
  run: async ({ db }): Promise<PriceRule[]> => listRules(db),
});
