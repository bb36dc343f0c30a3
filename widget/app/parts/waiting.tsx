import { words } from '../words.ts';
import { Notice } from './notice.tsx';
import { sentenceFor } from './trouble.tsx';

/** Under a step's heading: that a request is being tried again, or what came of it. */
export function Waiting({ waiting, problem }: { waiting: boolean; problem: unknown }) {
  if (waiting) return <Notice>{navigator.onLine ? words.stillTrying : words.offline}</Notice>;
  return problem ? <Notice>{sentenceFor(problem)}</Notice> : null;
}
