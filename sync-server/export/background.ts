/** Jobs that run after their request was answered: each tells how far it is, ends in `done` or `failed`, and stops with the server. */
import type pino from 'pino';
import type { Clock } from '#core/base/ports.ts';
import { Refusal, refuse } from '#core/base/refusal.ts';
import { reasonOf } from '../backup/reason.ts';
import { refusalOf } from './inspect.ts';
import type { Job, Jobs } from './jobs.ts';

export interface Work {
  /** rows, about */
  readonly total: number;
  work(at: { signal: AbortSignal; onRows(rows: number): void }): Promise<Partial<Job>>;
}

export interface Background {
  /** @returns the job as it begins. @throws Refusal `invalid_transition` where it has begun already, `not_found` where it was given up */
  run(job: Job, work: Work): Promise<Job>;
  stop(job: Job): void;
  close(): Promise<void>;
}

const TELL_EVERY_MS = 250;

export function backgroundOf({ jobs, clock, logger }: { jobs: Jobs; clock: Clock; logger: pino.Logger }): Background {
  const running = new Map<string, { stopping: AbortController; ended: Promise<void> }>();

  async function carryOut(job: Job, { work, stopping }: Work & { stopping: AbortController }): Promise<void> {
    let rows = 0;
    let toldAt = clock.now();
    let telling = Promise.resolve();
    const onRows = (now: number): void => {
      rows = now;
      if (clock.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = clock.now();
      // Discarded under another process: there is nobody to finish it for.
      telling = telling.then(async () => void ((await jobs.save(job, { rows })) || stopping.abort(discarded)));
    };
    const ended = await work({ signal: stopping.signal, onRows }).then(
      (facts): Partial<Job> => ({ state: 'done', rows: job.total, ...facts }),
      (error: unknown): Partial<Job> => ({ state: 'failed', rows, failure: asFailure(error, job) }),
    );
    await telling;
    // Given up meanwhile: what was made of it is wanted by nobody.
    if (!(await jobs.save(job, ended))) await jobs.discard(job);
  }

  function asFailure(error: unknown, { id, kind, tenantId }: Job): Job['failure'] {
    const said = refusalOf(error);
    if (said instanceof Refusal) return { code: said.code, facts: said.facts };
    if (error === discarded) return { code: 'unavailable', facts: {} };
    logger.error({ err: error, job: id, kind, tenantId }, 'a job on the data of a business failed');
    return reasonOf(error) === 'disk_full'
      ? { code: 'unavailable', facts: { reason: 'disk_full' } }
      : { code: 'internal_error', facts: {} };
  }

  return {
    async run(waiting, work) {
      const job: Job = { ...waiting, state: 'running', total: work.total, at: clock.now() };
      const stopping = new AbortController();
      await jobs.claim(job);
      if (!(await jobs.save(job, {}))) {
        await jobs.discard(job);
        refuse('not_found', { kind: job.kind, id: job.id });
      }
      const ended = carryOut(job, { ...work, stopping }).finally(() => running.delete(job.id));
      running.set(job.id, { stopping, ended });
      ended.catch((error: unknown) => logger.error({ err: error, job: job.id }, 'what became of a job could not be written'));
      return job;
    },
    stop: ({ id }) => running.get(id)?.stopping.abort(discarded),
    async close() {
      const all = [...running.values()];
      for (const { stopping } of all) stopping.abort(discarded);
      await Promise.allSettled(all.map(({ ended }) => ended));
    },
  };
}

/** given up by a person, or because the server stops */
const discarded = new Error('given up');
