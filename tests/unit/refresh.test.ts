import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import { refresh } from '../../renderer/bridge/refresh.ts';

const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false, networkMode: 'always' } } });
afterEach(() => client.clear());

/** A question whose answers come when they are given. */
function asked(key: string) {
  const waiting: PromiseWithResolvers<string>[] = [];
  const queryFn = () => {
    const answer = Promise.withResolvers<string>();
    waiting.push(answer);
    return answer.promise;
  };
  const observer = new QueryObserver(client, { queryKey: [key], queryFn });
  const stop = observer.subscribe(() => {});
  const answer = async (nth: number, text: string): Promise<void> => {
    waiting[nth]?.resolve(text);
    await new Promise((done) => setImmediate(done));
  };
  return { answer, stop, times: () => waiting.length, shown: () => observer.getCurrentResult().data };
}

test('an answer that is there is asked for again', async () => {
  const hours = asked('hours');
  await hours.answer(0, 'old');
  refresh(client, () => true);
  await hours.answer(1, 'new');
  expect([hours.times(), hours.shown()]).toEqual([2, 'new']);
  hours.stop();
});

test('a first answer that was on its way while something changed is asked for again', async () => {
  const hours = asked('hours');
  refresh(client, () => true);
  await hours.answer(0, 'old');
  await hours.answer(1, 'new');
  expect([hours.times(), hours.shown()]).toEqual([2, 'new']);
  hours.stop();
});

test('one that failed on its way is asked for again', async () => {
  let times = 0;
  const observer = new QueryObserver(client, {
    queryKey: ['hours'],
    queryFn: () => (times++ === 0 ? Promise.reject(new Error('gone')) : Promise.resolve('new')),
  });
  const stop = observer.subscribe(() => {});
  refresh(client, () => true);
  await expect.poll(() => observer.getCurrentResult().data).toBe('new');
  stop();
});

test('what is not meant is left alone', async () => {
  const [hours, prices] = [asked('hours'), asked('prices')];
  refresh(client, ({ queryKey }) => queryKey[0] === 'hours');
  await prices.answer(0, 'old');
  await hours.answer(0, 'old');
  expect([hours.times(), prices.times()]).toEqual([2, 1]);
  hours.stop();
  prices.stop();
});
