/** Where webhooks go: addresses that are well, or fail, or hang, or are out of reach, each for a while. */
import type { Answer, Post } from '#server/outbound/post.ts';
import type { Census } from './census.ts';
import type { Chance } from './chance.ts';
import type { VirtualClock } from './clock.ts';

const moods = ['well', 'failing', 'hanging', 'out of reach'] as const;
export type Mood = (typeof moods)[number];

export interface Receivers {
  post(parcel: Post): Promise<Answer>;
  /** how often each event came to this address */
  cameTo(url: string): ReadonlyMap<string, number>;
  /** Another mood for one of these addresses. */
  turn(url: string): void;
  calm(): void;
}

export function receiversOf({ clock, chance, census }: { clock: VirtualClock; chance: Chance; census: Census }): Receivers {
  const mood = new Map<string, Mood>();
  const came = new Map<string, Map<string, number>>();

  function take({ url, body }: Post): void {
    const { id } = JSON.parse(body) as { id: string };
    const ofUrl = came.get(url) ?? new Map<string, number>();
    came.set(url, ofUrl.set(id, (ofUrl.get(id) ?? 0) + 1));
    census.count(ofUrl.get(id) === 1 ? 'an event delivered' : 'an event delivered twice');
  }

  return {
    post: (parcel) =>
      new Promise<Answer>((resolve, reject) => {
        const fail = () => reject(parcel.signal.reason as Error);
        if (parcel.signal.aborted) return fail();
        parcel.signal.addEventListener('abort', fail);
        switch (mood.get(parcel.url) ?? 'well') {
          case 'hanging':
            return census.count('an endpoint hung');
          case 'out of reach':
            census.count('an endpoint out of reach');
            return void clock.after(20, () => reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })));
          case 'failing':
            census.count('an endpoint failed');
            return void clock.after(chance.between(5, 100), () => resolve({ status: 500, snippet: 'sorry' }));
          default:
            take(parcel);
            return void clock.after(chance.between(5, 400), () => resolve({ status: 200, snippet: '' }));
        }
      }),
    cameTo: (url) => came.get(url) ?? new Map<string, number>(),
    turn: (url) => void mood.set(url, chance.pick(moods) ?? 'well'),
    calm: () => mood.clear(),
  };
}
