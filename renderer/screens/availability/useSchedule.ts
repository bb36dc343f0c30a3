import { useEffect, useMemo, useRef, useState } from 'react';
import { sameJson } from '#core/base/json.ts';
import type { LocalException, WeeklyRule } from '#core/domains/availability/model.ts';
import { runCommand, useAsk } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { toast } from '../../components/toasts.ts';
import { bare, type NewRule, sortRules } from './hours.ts';
import type { HoursImpact } from './impact.ts';
import { impactOf } from './impactOf.ts';

export interface Timetable {
  rules: WeeklyRule[];
  exceptions: LocalException[];
}

export interface Schedule {
  rules: NewRule[];
  exceptions: LocalException[];
  ready: boolean;
  error: Error | null;
  state: 'idle' | 'saving' | 'saved';
  canUndo: boolean;
  /** what the last change opens and closes; null where nothing is known of it */
  impact: HoursImpact | null;
  /** a change that leaves bookings outside: it waits for an answer */
  asking: { impact: HoursImpact; confirm: () => void; cancel: () => void } | null;
  change: (next: readonly NewRule[]) => void;
  undo: () => void;
}

const none: NewRule[] = [];

/** A week's hours that are saved as they are painted. Saves wait for each other, so that each knows what it replaces. */
export function useSchedule(subjectId: string | undefined): Schedule {
  const query = useAsk<Timetable>('availability.timetable', { subjectId }, { enabled: subjectId !== undefined, keep: false });
  const [painted, setPainted] = useState<NewRule[] | null>(null);
  const [past, setPast] = useState<NewRule[][]>([]);
  const [state, setState] = useState<Schedule['state']>('idle');
  const base = useRef<WeeklyRule[]>([]);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const waiting = useRef(0);
  const [impact, setImpact] = useState<HoursImpact | null>(null);
  const [asking, setAsking] = useState<{ impact: HoursImpact; next: readonly NewRule[]; before: NewRule[] } | null>(null);
  // Of changes in a row the last one is asked about: it holds those before it.
  const newest = useRef(0);

  useEffect(() => {
    if (query.data && waiting.current === 0) base.current = query.data.rules;
  }, [query.data]);

  const stored = query.data?.rules;
  const rules = useMemo(() => painted ?? (stored ? sortRules(stored.map(bare)) : none), [painted, stored]);
  const { refetch } = query;

  const save = (next: readonly NewRule[]) => {
    if (subjectId === undefined) return;
    setPainted([...next]);
    setState('saving');
    waiting.current += 1;
    queue.current = queue.current.then(async () => {
      try {
        const answer = await runCommand<{ rules: WeeklyRule[] } | null>('availability.setSchedule', {
          subjectId,
          rules: next.map(bare),
          seen: base.current,
        });
        if (answer?.rules) base.current = answer.rules;
        setState('saved');
      } catch (cause) {
        setState('idle');
        setPast([]);
        if (failureOf(cause).code === 'edit_conflict') base.current = (failureOf(cause).facts['theirs'] as unknown as WeeklyRule[]) ?? [];
        toast.problem(cause);
      } finally {
        waiting.current -= 1;
        if (waiting.current === 0) {
          const saved = newest.current;
          await refetch();
          // What was painted meanwhile stays until it is saved too.
          if (saved === newest.current) setPainted(null);
        }
      }
    });
  };

  return {
    rules,
    exceptions: query.data?.exceptions ?? [],
    ready: query.data !== undefined,
    error: query.error,
    state,
    canUndo: past.length > 0,
    impact,
    asking: asking && {
      impact: asking.impact,
      confirm() {
        setAsking(null);
        save(asking.next);
      },
      cancel() {
        newest.current += 1;
        setAsking(null);
        setState('idle');
        setPast((before) => before.slice(0, -1));
        // What was painted before it and never saved, because this came on top, is saved now.
        if (sameJson(sortRules(base.current.map(bare)), sortRules(asking.before))) setPainted(null);
        else save(asking.before);
      },
    },
    change(next) {
      const before = rules;
      const mine = (newest.current += 1);
      setPast((steps) => [...steps.slice(-49), before]);
      setPainted([...next]);
      setState('saving');
      void impactOf(subjectId === undefined ? [] : [{ subjectId, rules: next.map(bare) }]).then((found) => {
        if (mine !== newest.current) return;
        setImpact(found);
        if (found !== null && found.affected > 0) setAsking({ impact: found, next, before });
        else save(next);
      });
    },
    undo() {
      const last = past.at(-1);
      if (!last) return;
      newest.current += 1;
      setAsking(null);
      setImpact(null);
      setPast((before) => before.slice(0, -1));
      save(last);
    },
  };
}
