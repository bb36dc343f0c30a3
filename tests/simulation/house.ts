/**
 * The server: its disk, and the process or processes that run on it with their workers. One that dies is started again a while
 * later, on what the disk then holds; meanwhile nobody answers.
 */
import { Refusal } from '#core/base/refusal.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Outcome } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import type { Database } from '#core/data/database.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { type Failure, isInjected, type Life, lifeOf } from './life.ts';
import { type ServerProcess, startProcess } from './serverProcess.ts';
import type { Stage } from './stage.ts';
import type { Answer, Request } from './talk.ts';

/** What the server's data lie on. */
export interface Ground {
  readonly processes: number;
  open(life: Life): Promise<Database>;
  /** A process has died, and the data are as it left them. */
  died(): void;
  backUp(): Promise<void>;
  /** @returns false where there is no backup */
  restore(): Promise<boolean>;
  /** Nobody holds anything of former processes any more. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

export interface House {
  readonly tenantId: string;
  /** @throws Error where nobody answers, or the process that was at it is gone before it has */
  handle(request: Request): Promise<Answer>;
  /** As the system or whoever. @returns undefined where no server runs, or it went before it answered: then nobody knows */
  run(name: string, input: unknown, actor?: Actor): Promise<Outcome | undefined>;
  /** one that runs */
  process(): ServerProcess | undefined;
  lives(): readonly Life[];
  /** Calls after each commit that may have changed what is synced, with the newest revision where it is known. */
  onNews(listener: (rev: number | null) => void): void;
  /** Calls when a process is gone, and its lines with it. */
  onDown(listener: () => void): void;
  /** Ends gently, and starts again. */
  restart(): void;
  backUp(): Promise<void>;
  /** The disk of the last backup: everything since then never happened here. @returns false where there is none */
  restore(): Promise<boolean>;
  isUp(): boolean;
  /** how often the data have been put back to what they were */
  history(): number;
  close(): Promise<void>;
}

export interface HouseParts {
  readonly stage: Stage;
  readonly ground: Ground;
  readonly tenantId: string;
  /** Looks at what was committed, before anybody hears of it. @returns the newest revision, where it can be known at once */
  observe(): number | null;
  /** the data are no longer what they were */
  onRestored(): void;
}

const system: Actor = { kind: 'system', id: 'system', name: 'System' };

export async function houseOf({ stage, ground, tenantId, observe, onRestored }: HouseParts): Promise<House> {
  const { clock, chance, census, note, complain } = stage;
  const listeners = new Set<(rev: number | null) => void>();
  const mourners = new Set<() => void>();
  const processes: ServerProcess[] = [];
  const buried: Life[] = [];
  /** how many are on their way up */
  let starting = 0;
  /** how often the data have been put back to what they were */
  let history = 0;
  let isClosing = false;

  async function start(): Promise<void> {
    starting -= 1;
    if (isClosing) return;
    if (processes.length === 0) {
      for (const life of buried.splice(0)) life.bury();
      await ground.tidy();
    }
    const life = lifeOf({
      side: 'server',
      chance,
      onDeath(point) {
        if (point !== null) census.count(`crash: ${point}`);
        note(`the server dies ${point ?? ''}`);
        gone(life);
        ground.died();
        startLater(chance.between(50, 20_000));
      },
      onFailure: (failure: Failure) => census.count(`a server ${failure}`),
    });
    let known = 0;
    life.onCommit((writes) => {
      if (writes > 1) census.count('a commit of several writes');
      const rev = observe();
      if (rev !== null && rev <= known) return;
      known = rev ?? known;
      for (const listener of listeners) listener(rev);
    });
    try {
      processes.push(await startProcess({ stage, tenantId, life, database: await ground.open(life) }));
    } catch (error) {
      if (life.isAlive()) complain(`the server does not start: ${String(error)}`);
    }
  }

  function startLater(milliseconds: number): void {
    starting += 1;
    clock.after(milliseconds, () => void start());
  }

  function gone(life: Life): void {
    const at = processes.findIndex((process) => process.life === life);
    if (at >= 0) processes.splice(at, 1);
    buried.push(life);
    for (const mourner of mourners) mourner();
  }

  /** Ends them all at once, as a cut of the power does. */
  function killAll(): void {
    for (const { life } of [...processes]) {
      gone(life);
      life.abandon();
    }
  }

  /** What only happens after a misfortune, where there was none. */
  function judge({ headers }: Request, { body }: Answer): void {
    const code = typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : '';
    const [, device = ''] = (headers.authorization ?? '').split('.');
    const isSuspect = stage.suspects.has(`dev_${device}`);
    const isFalse =
      (code === 'history_unknown' && history === 0) ||
      (code === 'device_copied' && !isSuspect) ||
      (code === 'sequence_gap' && history === 0 && !isSuspect);
    if (isFalse) complain(`the server says ${code}, and there was no reason to`);
  }

  for (let i = 0; i < ground.processes; i++) {
    starting += 1;
    await start();
  }

  return {
    tenantId,
    async handle(request) {
      const process = chance.pick(processes);
      if (process === undefined) throw new Error('nobody answers');
      const inHistory = String(history);
      const answer = await Promise.race([process.answer(request), process.life.death]);
      judge(request, answer);
      return { ...answer, headers: { ...answer.headers, 'x-history': inHistory } };
    },
    async run(name, input, actor = system) {
      const process = chance.pick(processes);
      if (process === undefined) return undefined;
      const { engine, life } = process;
      const work = execute(engine, { tenantId, actor, envelope: { commandId: newCommandId(engine.clock.now()), name, input } });
      return Promise.race([work, life.death]).catch((error: unknown) => {
        if (life.isAlive() && !(error instanceof Refusal) && !isInjected(error)) complain(`${name} broke: ${String(error)}`);
        return undefined;
      });
    },
    process: () => chance.pick(processes),
    lives: () => processes.map(({ life }) => life),
    onNews: (listener) => void listeners.add(listener),
    onDown: (listener) => void mourners.add(listener),
    restart() {
      for (const process of [...processes]) {
        gone(process.life);
        starting += 1;
        const stopped = process.stop().catch(() => {});
        void Promise.race([stopped, process.life.death.catch(() => {})]).then(() => {
          // one that dies while it ends is started for that already: two would hold the same file
          if (process.life.isAlive()) clock.after(chance.between(50, 5_000), () => void start());
          else starting -= 1;
        });
      }
    },
    backUp: () => ground.backUp(),
    async restore() {
      if (!(await ground.restore())) return false;
      killAll();
      history += 1;
      onRestored();
      for (let i = 0; i < ground.processes; i++) startLater(chance.between(50, 20_000));
      return true;
    },
    history: () => history,
    isUp: () => starting === 0 && processes.length === ground.processes,
    async close() {
      isClosing = true;
      killAll();
      for (const life of buried.splice(0)) life.bury();
      await ground.close();
    },
  };
}
