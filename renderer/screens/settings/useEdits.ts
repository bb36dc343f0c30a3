import { useState } from 'react';
import { sameJson } from '#core/base/json.ts';
import { useRun } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { toast } from '../../components/toasts.ts';

interface Given<T> {
  stored: T;
  /** where another value is shown than the one that is stored */
  shown?: T;
  /** somebody else changed it meanwhile, and to save again replaces theirs; absent: a toast says so */
  onConflict?: (field: string, theirs: unknown) => void;
}

/** Fields typed over what is stored, and what they were when that began: what a command with `changes` and `seen` wants. */
export function useEdits<T extends object>(command: string, { stored, shown = stored, onConflict }: Given<T>) {
  const { run, running } = useRun<{ changes: Partial<T>; seen: Partial<T> }>(command);
  const [edits, setEdits] = useState<Partial<T>>({});
  const [seen, setSeen] = useState<Partial<T>>({});
  const changed = (Object.keys(edits) as (keyof T & string)[]).filter((field) => !sameJson(edits[field], shown[field]));
  const set = (changes: Partial<T>) => {
    const fields = Object.keys(changes) as (keyof T)[];
    setEdits((before) => ({ ...before, ...changes }));
    setSeen((before) => ({ ...Object.fromEntries(fields.map((field) => [field, stored[field]])), ...before }));
  };
  const discard = () => {
    setEdits({});
    setSeen({});
  };
  const save = async () => {
    try {
      await run({ changes: edits, seen });
      discard();
      toast.ok('Saved');
    } catch (cause) {
      const failure = failureOf(cause);
      const { field, theirs } = failure.facts;
      if (failure.code !== 'edit_conflict' || typeof field !== 'string') return toast.problem(failure);
      setSeen((before) => ({ ...before, [field]: theirs }));
      if (onConflict) onConflict(field, theirs);
      else toast.problem(failure);
    }
  };
  return { values: { ...shown, ...edits }, changed, set, discard, save, running };
}
