import { useState } from 'react';
import type { PriceRule, PriceRuleFields } from '#core/domains/pricing/model.ts';
import { runCommand, useAsk } from '../../bridge/ask.ts';
import type { BridgeFailure } from '../../bridge/failure.ts';
import { toast } from '../../components/toasts.ts';
import { fieldsOfRule } from './draft.ts';
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

  const run = async (next: readonly PriceRule[], work: () => Promise<unknown>) => {
    setAhead(next);
    try {
      await work();
    } catch (cause) {
      toast.problem(cause);
    }
    await refetch();
    setAhead(null);
  };

  return {
    rules,
    error: query.data === undefined ? query.error : null,
    retry: () => void refetch(),
    move(from, to) {
      if (rules === undefined || from === to || to < 0 || to >= rules.length) return;
      const next = moved(rules, from, to);
      void run(next, () => order(next.map(({ id }) => id)));
    },
    toggle(rule, active) {
      const next = (rules ?? []).map((each) => (each.id === rule.id ? { ...each, active } : each));
      void run(next, () => runCommand('pricing.updateRule', { priceRuleId: rule.id, changes: { active }, seen: { active: rule.active } }));
    },
    async remove(rule) {
      const before = rules ?? [];
      await run(
        before.filter(({ id }) => id !== rule.id),
        async () => {
          await runCommand('pricing.removeRule', { priceRuleId: rule.id });
          toast.ok(`“${rule.name}” is removed`, { undo: () => restore(rule, before).catch(toast.problem) });
        },
      );
    },
  };
}

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
