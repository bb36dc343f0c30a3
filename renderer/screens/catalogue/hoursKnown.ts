import { useAsk } from '../../bridge/ask.ts';

/** Offerings and resources that have opening hours; undefined until it is known. An offering without can't be booked. */
export function useSubjectsWithHours(): ReadonlySet<string> | undefined {
  const { data } = useAsk<string[]>('availability.subjectsWithHours');
  return data && new Set(data);
}
