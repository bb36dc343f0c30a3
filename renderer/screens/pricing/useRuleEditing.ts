import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { sameJson } from '#core/base/json.ts';
import type { PriceRule, PriceRuleFields } from '#core/domains/pricing/model.ts';
import { runCommand } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { wordsOf } from '../../bridge/sentences.ts';
import type { Leave } from '../../components/LeaveDialog.tsx';
import { toast } from '../../components/toasts.ts';
import { blank, type Draft, draftOf, type Field, fieldsOf, fieldsOfRule, isSound, presets, problemsOf } from './draft.ts';
import { createRule } from './useRules.ts';

export interface RuleEditing {
  /** null: a new one */
  rule: PriceRule | null;
  draft: Draft;
  /** what may be said at its field by now */
  errors: Partial<Record<Field, string>>;
  /** as it would be saved; null while something is missing or wrong */
  fields: PriceRuleFields | null;
  dirty: boolean;
  saving: boolean;
  /** what a colleague changed meanwhile */
  conflict: string | null;
  change: (changes: Partial<Draft>) => void;
  /** true when it stands in the database; over what a colleague set where `anyway` */
  save: (anyway?: boolean) => Promise<boolean>;
  reset: () => void;
  leave: Leave | null;
}

interface Given {
  /** the rule's id, `new`, or nothing */
  asked: string | undefined;
  /** the preset that a new one starts from */
  like: string | undefined;
  rules: readonly PriceRule[];
  go: (to: Record<string, string | undefined>) => void;
}

/** Null where no rule is asked for, or one that isn't there. */
export function useRuleEditing({ asked, like, rules }: Given): RuleEditing | null {
  const rule = rules.find(({ id }) => id === asked) ?? null;
  // What the author saw: it stays while colleagues go on.
  const [seen, setSeen] = useState(rule);
  const [typed, setTyped] = useState<Draft | null>(null);
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState(false);
  const [conflict, setConflict] = useState<string | null>(null);
  const [preset] = useState(() => presets.find(({ key }) => key === like)?.draft ?? blank);
  const first = seen ? draftOf(seen) : preset;
  const draft = typed ?? first;
  const problems = problemsOf(draft);
  const fields = isSound(problems) ? fieldsOf(draft) : null;
  // A preset is something to save from the beginning.
  const changed = !sameJson(draft, first);
  const dirty = asked === 'new' ? changed || preset !== blank : changed;
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      changed && !saved && (current.pathname !== next.pathname || ruleOf(current.search) !== ruleOf(next.search)),
    enableBeforeUnload: () => changed && !saved,
    withResolver: true,
  });
  if (asked === undefined || (asked !== 'new' && rule === null)) return null;

  const write = async (next: PriceRuleFields, anyway: boolean) => {
    if (rule === null || seen === null) return createRule(next);
    const base = fieldsOfRule(anyway ? rule : seen);
    const names = (Object.keys(next) as (keyof PriceRuleFields)[]).filter((name) => !sameJson(next[name], base[name]));
    const pick = (fields: PriceRuleFields) => Object.fromEntries(names.map((name) => [name, fields[name]]));
    await runCommand('pricing.updateRule', { priceRuleId: rule.id, changes: pick(next), seen: pick(base) });
  };

  return {
    rule,
    draft,
    errors: tried ? { ...problems.missing, ...problems.wrong } : problems.wrong,
    fields,
    dirty,
    saving,
    conflict,
    change(changes) {
      setTyped((before) => ({ ...(before ?? first), ...changes }));
    },
    reset() {
      setSeen(rule);
      setTyped(null);
      setConflict(null);
    },
    async save(anyway = false) {
      setTried(true);
      setConflict(null);
      if (fields === null) {
        focusFirstError();
        return false;
      }
      setSaving(true);
      try {
        await write(fields, anyway);
        setSaved(true);
        toast.ok(rule ? `“${fields.name}” is saved` : `“${fields.name}” is added`);
        return true;
      } catch (cause) {
        const failure = failureOf(cause);
        const field = failure.facts['field'];
        if (failure.code === 'edit_conflict' && typeof field === 'string') setConflict(wordsOf(field).toLowerCase());
        else toast.problem(cause);
        return false;
      } finally {
        setSaving(false);
      }
    },
    leave: blocker.status === 'blocked' ? { proceed: blocker.proceed, stay: blocker.reset } : null,
  };
}

const ruleOf = (search: unknown) => (search as Record<string, unknown>)['rule'];

/** After the errors are drawn. */
function focusFirstError(): void {
  requestAnimationFrame(() => {
    const invalid = document.querySelector<HTMLElement>('[aria-invalid="true"], [data-error-field]');
    invalid?.focus();
    invalid?.scrollIntoView({ block: 'center' });
  });
}
