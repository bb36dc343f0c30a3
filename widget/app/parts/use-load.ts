import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Loaded<Value> {
  value: Value | undefined;
  problem: unknown;
  retry(): void;
  /** Puts in what another call has answered already. */
  set(value: Value): void;
}

/** Loads when `key` changes and whenever asked; the value in hand stays until the next one is there. */
export function useLoad<Value>(key: string, load: (signal: AbortSignal) => Promise<Value>): Loaded<Value> {
  const [state, setState] = useState<{ value?: Value; problem?: unknown }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    const end = new AbortController();
    load(end.signal).then(
      (value) => !end.signal.aborted && setState({ value }),
      (problem: unknown) => !end.signal.aborted && setState({ problem }),
    );
    return () => end.abort();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for what `load` reads.
  }, [key, round]);
  const retry = useCallback(() => setRound((n) => n + 1), []);
  const set = useCallback((value: Value) => setState({ value }), []);
  return { value: state.value, problem: state.problem, retry, set };
}
