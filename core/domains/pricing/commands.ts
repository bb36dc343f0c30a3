import { z } from 'zod';
import type { Json } from '../../base/json.ts';
import { refuse } from '../../base/refusal.ts';
import { managers } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { applyEdit, editOf } from '../../contracts/edit.ts';
import { expectedOf } from '../../contracts/expectation.ts';
import { idOf } from '../../contracts/fields.ts';
import type { ReadDb } from '../../data/database.ts';
import { mustLoadOffering } from '../catalog/store.ts';
import { NewPriceRule, PriceRuleFields, PriceRuleShape } from './model.ts';
import { listRules, mustLoadRule } from './store.ts';
import { priceRules } from './tables.ts';

const manage = { roles: managers, scope: 'write' } as const;

const MOST_RULES = 200;

async function mustHaveOfferings(db: ReadDb, offeringIds: readonly string[]): Promise<void> {
  for (const offeringId of offeringIds) await mustLoadOffering(db, offeringId);
}

/** After the others. Refuses `not_found` for an offering, `in_use` {kind: priceRules} where there are too many. */
export const createRule = defineCommand({
  name: 'pricing.createRule',
  allow: manage,
  offline: true,
  input: NewPriceRule,
  async run({ db, ctx }, fields) {
    await mustHaveOfferings(db, fields.offeringIds);
    const rules = await listRules(db);
    if (rules.length >= MOST_RULES) refuse('in_use', { kind: 'priceRules', count: MOST_RULES });
    const priceRuleId = ctx.newId('prl');
    const position = (rules.at(-1)?.position ?? -1) + 1;
    await db.insert(priceRules, { id: priceRuleId, ...fields, position, createdAt: ctx.now, updatedAt: ctx.now });
    return { priceRuleId };
  },
});

/** Refuses `edit_conflict`, and `invalid_request` for an edit that would leave the rule without sense. */
export const updateRule = defineCommand({
  name: 'pricing.updateRule',
  allow: manage,
  offline: true,
  input: editOf(PriceRuleShape).extend({ priceRuleId: idOf('prl') }),
  async run({ db, ctx }, { priceRuleId, ...edit }) {
    const { id: _id, position: _position, ...current } = await mustLoadRule(db, priceRuleId);
    const changes = applyEdit<PriceRuleFields>(current, edit);
    mustBeSound({ ...current, ...changes });
    if (changes.offeringIds !== undefined) await mustHaveOfferings(db, changes.offeringIds);
    await db.patch(priceRules, priceRuleId, { ...changes, updatedAt: ctx.now });
    return null;
  },
});

function mustBeSound(fields: PriceRuleFields): void {
  const parsed = PriceRuleFields.safeParse(fields);
  if (parsed.success) return;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), expected: expectedOf(issue) }));
  refuse('invalid_request', { issues: issues as Json });
}

/** What is booked keeps its price. */
export const removeRule = defineCommand({
  name: 'pricing.removeRule',
  allow: manage,
  offline: true,
  input: z.strictObject({ priceRuleId: idOf('prl') }),
  async run({ db }, { priceRuleId }) {
    return (await db.remove(priceRules, priceRuleId)) ? null : refuse('not_found', { kind: 'priceRule', id: priceRuleId });
  },
});

/** Those named come first, in this order; the others after them as they were. One that is gone meanwhile is passed over. */
export const orderRules = defineCommand({
  name: 'pricing.orderRules',
  allow: manage,
  offline: true,
  input: z.strictObject({ priceRuleIds: z.array(idOf('prl')).min(1).max(MOST_RULES) }),
  async run({ db, ctx }, { priceRuleIds }) {
    const place = new Map(priceRuleIds.map((id, i) => [id, i]));
    const rules = await listRules(db);
    const ordered = rules.toSorted((a, b) => (place.get(a.id) ?? priceRuleIds.length) - (place.get(b.id) ?? priceRuleIds.length));
    for (const [position, rule] of ordered.entries())
      if (rule.position !== position) await db.patch(priceRules, rule.id, { position, updatedAt: ctx.now });
    return null;
  },
});
