import { useEffect, useMemo, useRef, useState } from 'react';
import type { LocalException, WeeklyRule } from '#core/domains/availability/model.ts';
import { runCommand, useAsk } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { toast } from '../../components/toasts.ts';
import { bare, type NewRule, sortRules } from './hours.ts';

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
          await refetch();
          setPainted(null);
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
    change(next) {
      setPast((before) => [...before.slice(-49), rules]);
      save(next);
    },
    undo() {
      const last = past.at(-1);
      if (!last) return;
      setPast((before) => before.slice(0, -1));
      save(last);
    },
  };
}
