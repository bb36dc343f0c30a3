import { useRef, useState } from 'preact/hooks';
import { type Call, newKey, persist, Refused } from '../api.ts';

export interface Action<Answer> {
  busy: boolean;
  waiting: boolean;
  problem: unknown;
  /** Sends the customer's decision. `refused` says true when it has dealt with the refusal; what it doesn't is shown. */
  run(request: Call, done: (answer: Answer) => void, refused: (refusal: Refused) => boolean | Promise<boolean>): Promise<void>;
}

/** One decision at a time, under one key until the server has answered it. */
export function useAction<Answer>(): Action<Answer> {
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const key = useRef(newKey());
  const run: Action<Answer>['run'] = async (request, done, refused) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      done(await persist<Answer>({ ...request, method: 'POST', key: key.current }, setWaiting));
    } catch (caught) {
      if (caught instanceof Refused) key.current = newKey();
      if (!(caught instanceof Refused && (await refused(caught)))) setProblem(caught);
    }
    setBusy(false);
  };
  return { busy, waiting, problem, run };
}
