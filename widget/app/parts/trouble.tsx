import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Refused } from '../api.ts';
import { words } from '../words.ts';

/** A screen that could not be loaded: what happened, and what to do about it. */
export function Trouble(props: { problem: unknown; retry: () => void; children?: ComponentChildren }) {
  const { problem, retry, children } = props;
  const gone = problem instanceof Refused && (problem.status === 404 || problem.status === 401 || problem.status === 403);
  useEffect(() => {
    addEventListener('online', retry);
    return () => removeEventListener('online', retry);
  }, [retry]);
  return (
    <div class="empty" role="alert">
      <p>{gone ? words.notFound : sentenceFor(problem)}</p>
      {gone ? (
        children
      ) : (
        <button type="button" class="quiet" onClick={retry}>
          {words.retry}
        </button>
      )}
    </div>
  );
}

/** The server was given another version while the page was open, and no longer has the rest of this one. */
export const OUTDATED = new Error('outdated');

export function sentenceFor(problem: unknown): string {
  if (problem === OUTDATED) return words.outdated;
  if (!(problem instanceof Refused)) return words.serverDown;
  if (problem.code === 'quota_exceeded') return words.noneFreeAtAll;
  return problem.code === 'edit_conflict' ? words.priceChanged : words.somethingWrong;
}
