import { useRef, useState } from 'react';
import type { PriceImpact, PriceRule, PriceRuleFields } from '#core/domains/pricing/model.ts';
import { ask, runCommand, useAsk } from '../../bridge/ask.ts';
import type { BridgeFailure } from '../../bridge/failure.ts';
import { toast } from '../../components/toasts.ts';
import { fieldsOfRule } from './draft.ts';
import { impactText } from './impactWords.ts';
import { moved } from './moved.ts';

export interface Rules {
  /** in their order; undefined until they are there */
  rules: readonly PriceRule[] | undefined;
  error: BridgeFailure | null;
  retry: () => void;
  /** the one at `from` goes to stand at `to` */
  move: (from: number, to: number) => void;
  toggle: (rule: PriceRule, active: boolean) => void;
  remove: (rule: PriceRule) => Promise<void>;
}

/** The saved rules and what can be done to them in the list; each is done at once and can be taken back. */
export function useRules(): Rules {
  const query = useAsk<PriceRule[]>('pricing.rules', {}, { tables: ['price_rules'] });
  // Until the answer that has it: nothing jumps back under the pointer.
  const [ahead, setAhead] = useState<readonly PriceRule[] | null>(null);
  const { refetch } = query;
  const rules = ahead ?? query.data;

  // One after the other, so that each is counted against what the one before it left.
  const queue = useRef(Promise.resolve());
  const newest = useRef(0);

  const run = (next: readonly PriceRule[], work: () => Promise<unknown>): Promise<void> => {
    const mine = (newest.current += 1);
    setAhead(next);
    queue.current = queue.current.then(async () => {
      try {
        await work();
      } catch (cause) {
        toast.problem(cause);
      }
      await refetch();
      if (mine === newest.current) setAhead(null);
    });
    return queue.current;
  };

  return {
    rules,
    error: query.data === undefined ? query.error : null,
    retry: () => void refetch(),
    move(from, to) {
      if (rules === undefined || from === to || to < 0 || to >= rules.length) return;
      const [before, next] = [rules, moved(rules, from, to)];
      void run(next, async () => {
        const impact = await impactOf(next);
        await order(next.map(({ id }) => id));
        toast.ok(said(`“${before[from]?.name}” is now ${to + 1} of ${next.length}`, impact), {
          undo: () => order(before.map(({ id }) => id)).catch(toast.problem),
        });
      });
    },
    toggle(rule, active) {
      const next = (rules ?? []).map((each) => (each.id === rule.id ? { ...each, active } : each));
      void run(next, async () => {
        const impact = await impactOf(next);
        await activate(rule.id, active);
        toast.ok(said(`“${rule.name}” is ${active ? 'on' : 'off'}`, impact), {
          undo: () => activate(rule.id, !active).catch(toast.problem),
        });
      });
    },
    async remove(rule) {
      const before = rules ?? [];
      const next = before.filter(({ id }) => id !== rule.id);
      await run(next, async () => {
        const impact = await impactOf(next);
        await runCommand('pricing.removeRule', { priceRuleId: rule.id });
        toast.ok(said(`“${rule.name}” is removed`, impact), { undo: () => restore(rule, before).catch(toast.problem) });
      });
    },
  };
}

const activate = (priceRuleId: string, active: boolean) =>
  runCommand('pricing.updateRule', { priceRuleId, changes: { active }, seen: { active: !active } });

/** Asked before it is done. Null where it can't be told: nobody is kept from working by that. */
const impactOf = (rules: readonly PriceRule[]): Promise<PriceImpact | null> =>
  ask<PriceImpact>('pricing.impact', { rules: rules.map(fieldsOfRule) }).catch(() => null);

const said = (done: string, impact: PriceImpact | null) => (impact === null ? done : `${done}. ${impactText(impact)}`);

const order = (priceRuleIds: readonly string[]) => runCommand('pricing.orderRules', { priceRuleIds });

/** Under a new id, in its old place. */
async function restore(rule: PriceRule, before: readonly PriceRule[]): Promise<void> {
  const priceRuleId = await createRule(fieldsOfRule(rule));
  await order(before.map(({ id }) => (id === rule.id ? priceRuleId : id)));
}

export async function createRule(fields: PriceRuleFields): Promise<string> {
  const { priceRuleId } = await runCommand<{ priceRuleId: string }>('pricing.createRule', fields);
  return priceRuleId;
}
