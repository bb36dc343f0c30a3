/**
 * A process that can be gone between any two instructions. It is known by its SQLite connections: what it is in the middle of is
 * read off the statements that it sends, and once it is dead none of them does anything any more.
 */
import type Database from 'better-sqlite3';
import type { CrashPoint } from './census.ts';
import type { Chance } from './chance.ts';

/** What a dead process gets of its database. */
export class Gone extends Error {
  constructor() {
    super('this process is gone');
  }
}

export type Failure = 'disk full' | 'statement failed';

/** What a statement fails of that was to fail. */
export class Injected extends Error {
  readonly code: string;

  constructor(failure: Failure) {
    super(`Injected: ${failure}`);
    this.code = failure === 'disk full' ? 'SQLITE_FULL' : 'SQLITE_NOMEM';
  }
}

/** Did the simulation itself break it, whatever has been wrapped around it since? */
export const isInjected = (error: unknown): boolean => error instanceof Error && (error instanceof Injected || isInjected(error.cause));

export interface Remote {
  /** @throws Gone where it ends here, Injected */
  sends(sql: string): void;
  committed(writes: number): void;
  /** @throws Gone */
  hasCommitted(subject: 'command' | 'delivery'): void;
}

export interface Life {
  isAlive(): boolean;
  /** It dies when it next comes to this point, or at one of the next times. */
  doom(point: CrashPoint): void;
  /** what was in store for it is not any more */
  spare(): void;
  /** Here it is. @throws Gone where it ends here */
  reach(point: CrashPoint): void;
  /** The next commit, or one of the next writes, fails as the system's calls do now and then. */
  fail(next: Failure): void;
  onOpen(connection: Database.Database): void;
  /** For a database without connections of SQLite: what its process is about to send, and what has been committed. */
  readonly remote: Remote;
  /** Calls after each commit that wrote anything, with how many writes it held. */
  onCommit(listener: (writes: number) => void): void;
  die(): void;
  /** It is over, and nobody is told. */
  abandon(): void;
  /** rejects when it dies: what waits for it waits no longer */
  readonly death: Promise<never>;
  /** Lets go of the files. */
  bury(): void;
}

interface Failing {
  readonly failure: Failure;
  /** how many of those that are meant go well before */
  times: number;
  readonly isAgain?: boolean;
  isMeant(sql: string): boolean;
}

export interface LifeParts {
  readonly side: 'server' | 'desktop';
  readonly chance: Chance;
  /** what has it dead is still to be done: its disk is as it left it */
  onDeath(point: CrashPoint | null): void;
  onFailure(failure: Failure): void;
}

/** What a transaction is about, by a statement that only such a one has. */
const subjects = {
  server: { command: /^SAVEPOINT nested|^insert into "(?:command_log|heads)"/i, delivery: /^update "deliveries" set "status"/i },
  desktop: {
    command: /^insert into "local_commands"/i,
    rebase: /"before_images"|^update "sync_state" set "server_rev"/i,
    renumbering: /^update "local_commands" set "seq"/i,
  },
} as const;
/** What notes that a command has been done. */
const ledgers = { server: /^insert into "command_log"/i, desktop: /^insert into "local_commands"/i } as const;
const page = /from "bookings".*"rev" >/i;
const isControl = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/;
const write = /^(insert|update|delete)/i;

interface Traits {
  readonly isControl: boolean;
  readonly isWrite: boolean;
  readonly isPage: boolean;
  /** what a transaction that sends it is about */
  readonly subject: string | undefined;
}

/** Every connection prepares the same few hundred statements. */
const traits = { server: new Map<string, Traits>(), desktop: new Map<string, Traits>() };

function traitsOf(side: keyof typeof subjects, sql: string): Traits {
  const known = traits[side].get(sql);
  if (known !== undefined) return known;
  const made: Traits = {
    isControl: isControl.test(sql),
    isWrite: write.test(sql),
    isPage: side === 'server' && page.test(sql),
    subject: Object.entries(subjects[side]).find(([, mark]) => mark.test(sql))?.[0],
  };
  traits[side].set(sql, made);
  return made;
}

/** Of what it passes often while it does one thing, it is not always the first time that ends it. */
function mostTimes(point: CrashPoint): number {
  if (point === 'desktop inside a pull') return 2;
  return point.includes(' inside ') ? 8 : 3;
}

export function lifeOf({ side, chance, onDeath, onFailure }: LifeParts): Life {
  const connections: Database.Database[] = [];
  const listeners: ((writes: number) => void)[] = [];
  const death = Promise.withResolvers<never>();
  death.promise.catch(() => {});
  let isAlive = true;
  /** how often it comes through unhurt before */
  const dooms = new Map<CrashPoint, number>();
  let failing: Failing | null = null;

  function abandon(): void {
    isAlive = false;
    death.reject(new Gone());
  }

  function end(point: CrashPoint | null): void {
    if (!isAlive) return;
    abandon();
    onDeath(point);
  }

  function reach(point: CrashPoint): void {
    if (!isAlive) throw new Gone();
    const times = dooms.get(point);
    if (times === undefined) return;
    if (times > 0) return void dooms.set(point, times - 1);
    end(point);
    throw new Gone();
  }

  function mustBeAlive(): void {
    if (!isAlive) throw new Gone();
  }

  /** Mostly whoever tries the same again has no better luck. */
  function failNow(failure: Failure, sql: string): never {
    failing = failure === 'statement failed' && failing?.isAgain !== true && chance.happens(0.6) ? again(sql) : null;
    onFailure(failure);
    throw new Injected(failure);
  }

  const again = (sql: string): Failing => ({ failure: 'statement failed', times: 0, isAgain: true, isMeant: (other) => other === sql });

  const failsAt = (failure: Failure, sql: string): boolean => failing?.failure === failure && failing.isMeant(sql) && failing.times-- <= 0;

  function nextFailure(failure: Failure): Failing {
    if (failure === 'disk full') return { failure, times: 0, isMeant: () => true };
    // what a command has done stands by then, and nobody has noted yet that it has
    if (chance.happens(0.4)) return { failure, times: chance.between(0, 3), isMeant: (sql) => ledgers[side].test(sql) };
    return { failure, times: chance.between(0, 12), isMeant: () => true };
  }

  function onOpen(connection: Database.Database): void {
    connections.push(connection);
    const isWriter = !connection.readonly;
    if (isWriter) connection.pragma('synchronous = OFF');
    if (isWriter) connection.pragma('wal_autocheckpoint = 100');
    const exec = connection.exec.bind(connection);
    const prepare = connection.prepare.bind(connection);
    /** of the transaction that is open now */
    const about = new Set<string>();
    let hasWritten = false;
    let writes = 0;

    const reachEach = (place: string): void => {
      if (dooms.size > 0) for (const subject of about) reach(`${side} ${place} a ${subject}` as CrashPoint);
    };

    /** A statement that begins or ends something, however it is run. */
    function control(sql: string, run: () => void): void {
      mustBeAlive();
      if (!isWriter) return run();
      if (sql.startsWith('BEGIN')) begin();
      if (sql === 'SAVEPOINT job') writes += 1;
      const { subject } = traitsOf(side, sql);
      if (subject !== undefined) about.add(subject);
      if (sql === 'COMMIT') commit(run);
      else run();
    }

    function commit(run: () => void): void {
      reachEach('before the commit of');
      if (about.size > 0 && failsAt('disk full', 'COMMIT')) {
        // SQLite ends the transaction by itself there
        exec('ROLLBACK');
        failNow('disk full', 'COMMIT');
      }
      run();
      if (hasWritten) for (const listener of listeners) listener(writes);
      reachEach('after the commit of');
      about.clear();
    }

    function begin(): void {
      about.clear();
      hasWritten = false;
      writes = 0;
    }

    connection.exec = (sql) => {
      control(sql, () => void exec(sql));
      return connection;
    };

    connection.prepare = ((sql: string) => {
      const statement = prepare(sql);
      const { isWrite, ...meant } = traitsOf(side, sql);
      if (meant.isControl) {
        const run = statement.run.bind(statement);
        statement.run = (() => control(sql, () => void run())) as never;
        return statement;
      }
      const subject = isWriter ? meant.subject : undefined;
      const isPage = !isWriter && meant.isPage;
      const before = (): void => {
        mustBeAlive();
        if (subject !== undefined) about.add(subject);
        if (isWrite) hasWritten = true;
        if (isWrite && about.size > 0 && failsAt('statement failed', sql)) failNow('statement failed', sql);
        if (isPage) reach('server inside a pull page');
        reachEach('inside');
      };
      for (const verb of ['run', 'get', 'all'] as const) {
        const real: (...values: unknown[]) => unknown = statement[verb].bind(statement);
        statement[verb] = ((...values: unknown[]) => {
          before();
          return real(...values);
        }) as never;
      }
      return statement;
    }) as typeof connection.prepare;
  }

  /** What one of the connections out there is about, none can tell which: near enough for dying in the middle of it. */
  let isAbout: string | undefined;
  const remote: Remote = {
    sends(sql) {
      mustBeAlive();
      isAbout = traitsOf(side, sql).subject ?? isAbout;
      if (sql.includes('COMMIT') && isAbout !== undefined) {
        reach(`${side} before the commit of a ${isAbout}` as CrashPoint);
        isAbout = undefined;
      }
      if (isAbout === undefined) return;
      if (failing !== null && write.test(sql) && failsAt(failing.failure, sql)) failNow(failing?.failure ?? 'disk full', sql);
      if (dooms.size > 0) reach(`${side} inside a ${isAbout}` as CrashPoint);
    },
    committed: (writes) => {
      for (const listener of listeners) listener(writes);
    },
    hasCommitted: (subject) => reach(`${side} after the commit of a ${subject}` as CrashPoint),
  };

  return {
    remote,
    isAlive: () => isAlive,
    doom: (point) => void dooms.set(point, chance.between(0, mostTimes(point))),
    spare() {
      dooms.clear();
      failing = null;
    },
    reach,
    fail: (failure) => void (failing = nextFailure(failure)),
    onOpen,
    onCommit: (listener) => void listeners.push(listener),
    die: () => end(null),
    abandon,
    death: death.promise,
    bury() {
      abandon();
      for (const connection of connections.splice(0)) connection.close();
    },
  };
}
