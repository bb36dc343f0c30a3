/** Where the time of a run goes, as the engine samples it. */
import { type Profiler, Session } from 'node:inspector/promises';

export interface Share {
  readonly part: string;
  /** of all the time, 0 to 1 */
  readonly share: number;
}

/** The first that fits. */
const parts: readonly (readonly [part: string, pattern: RegExp])[] = [
  ['native code, nearly all of it SQLite', /^$/],
  ['better-sqlite3', /better-sqlite3/],
  ['drizzle: putting queries into words', /drizzle-orm/],
  ['zod: judging input', /\/zod\//],
  ['core', /\/core\//],
  ['sync-server', /\/sync-server\//],
  ['electron/host', /\/electron\//],
  ['the simulation itself', /\/tests\//],
  ['other packages', /node_modules/],
  ['Node', /^node:/],
];

const partOf = ({ functionName, url }: { functionName: string; url: string }): string => {
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (functionName === 'runMicrotasks') return 'Node';
  return parts.find(([, pattern]) => pattern.test(url))?.[0] ?? 'the rest';
};

export async function profiled<T>(run: () => Promise<T>): Promise<{ value: T; shares: readonly Share[] }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  const value = await run();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return { value, shares: sharesOf(profile) };
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Share[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const spent = new Map<string, number>();
  let all = 0;
  for (const [i, id] of samples.entries()) {
    const frame = frames.get(id);
    const time = timeDeltas[i] ?? 0;
    if (frame === undefined || frame.functionName === '(idle)') continue;
    const part = partOf(frame);
    spent.set(part, (spent.get(part) ?? 0) + time);
    all += time;
  }
  return [...spent].map(([part, time]) => ({ part, share: time / all })).toSorted((a, b) => b.share - a.share);
}
