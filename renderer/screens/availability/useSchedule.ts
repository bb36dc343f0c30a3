import { useState } from 'react';
import { sameJson } from '#core/base/json.ts';
import type { LocalException, WeeklyRule } from '#core/domains/availability/model.ts';
import { runCommand, useAsk } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { toast } from '../../components/toasts.ts';
import { bare, type NewRule, sortRules } from './hours.ts';
import { type ImpactAnswer, useImpact } from './useImpact.ts';

export interface Timetable {
  rules: WeeklyRule[];
  exceptions: LocalException[];
}

export interface Schedule {
  /** as they were painted, saved or not */
  rules: NewRule[];
  exceptions: LocalException[];
  ready: boolean;
  error: Error | null;
  state: 'idle' | 'saving' | 'saved';
  /** something is painted that isn't saved */
  dirty: boolean;
  canUndo: boolean;
  /** what saving would change */
  impact: ImpactAnswer;
  /** a colleague saved other hours meanwhile: saving again replaces theirs */
  overtaken: boolean;
  change: (next: readonly NewRule[]) => void;
  /** takes the last stroke back; after a save, paints the hours from before it */
  undo: () => void;
  discard: () => void;
  /** true when the hours stand in the database */
  save: () => Promise<boolean>;
}

interface Draft {
  rules: NewRule[];
  /** the saved hours that it began from */
  seen: WeeklyRule[];
  past: NewRule[][];
}

const none: NewRule[] = [];
const MOST_STEPS = 50;

/** A week's hours, with what is painted and not saved yet. */
export function useSchedule(subjectId: string | undefined): Schedule {
  const query = useAsk<Timetable>('availability.timetable', { subjectId }, { enabled: subjectId !== undefined, keep: false });
  const [draft, setDraft] = useState<Draft | null>(null);
  const [state, setState] = useState<Schedule['state']>('idle');
  const [overtaken, setOvertaken] = useState(false);
  // As they were before the last save: no message with a way back lies over the bar.
  const [former, setFormer] = useState<NewRule[] | null>(null);
  const { refetch } = query;
  const stored = query.data?.rules;
  const rules = draft?.rules ?? (stored ? plain(stored) : none);
  const dirty = draft !== null && !sameJson(plain(draft.rules), plain(stored ?? draft.seen));
  const impact = useImpact(dirty && subjectId !== undefined ? [{ subjectId, rules: plain(draft.rules) }] : []);

  const save = async (): Promise<boolean> => {
    if (draft === null || subjectId === undefined || state === 'saving') return false;
    setState('saving');
    try {
      const next = plain(draft.rules);
      const answer = await runCommand<{ rules: WeeklyRule[] } | null>('availability.setSchedule', {
        subjectId,
        rules: next,
        seen: draft.seen,
      });
      const { data } = await refetch();
      const seen = answer?.rules ?? data?.rules ?? [];
      // What was painted meanwhile stays, and is not saved yet.
      setDraft((now) => (now === draft || now === null ? null : { ...now, seen, past: [] }));
      setOvertaken(false);
      setState('saved');
      setFormer(plain(draft.seen));
      return true;
    } catch (cause) {
      setState('idle');
      const { code, facts } = failureOf(cause);
      if (code === 'edit_conflict' && Array.isArray(facts['theirs'])) {
        const seen = facts['theirs'] as unknown as WeeklyRule[];
        setDraft((now) => now && { ...now, seen });
        setOvertaken(true);
      } else toast.problem(cause);
      return false;
    }
  };

  const change = (next: readonly NewRule[]) => {
    if (state === 'saved') setState('idle');
    setDraft((now) => ({
      rules: [...next],
      seen: now?.seen ?? stored ?? [],
      past: [...(now?.past ?? []).slice(1 - MOST_STEPS), now?.rules ?? rules],
    }));
  };

  return {
    rules,
    exceptions: query.data?.exceptions ?? [],
    ready: query.data !== undefined,
    error: query.error,
    state,
    dirty,
    canUndo: draft === null ? former !== null : draft.past.length > 0,
    impact,
    overtaken,
    change,
    undo() {
      if (draft === null && former !== null) {
        setFormer(null);
        return change(former);
      }
      setDraft((now) => {
        const last = now?.past.at(-1);
        if (!now || !last) return now;
        return now.past.length === 1 ? null : { ...now, rules: last, past: now.past.slice(0, -1) };
      });
    },
    discard() {
      setDraft(null);
      setOvertaken(false);
    },
    save,
  };
}

const plain = (rules: readonly NewRule[]): NewRule[] => sortRules(rules.map(bare));
