/** Who sits at this computer: signing in and out, and the profile and the sync that go with it. One session at a time. */
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import type { SessionEnd, SessionState, SyncState } from '#core/engine/bridge.ts';
import type { Registry } from '#core/engine/registry.ts';
import { forgetBusiness } from './copying.ts';
import { call, type Call, type LinkFailure, stream, type Upload } from './link.ts';
import type { Platform, SecretStore } from './ports.ts';
import { Account, openProfile, type Profile } from './profile.ts';
import { refusalOf } from './refused.ts';
import { writePrivately } from './secrets.ts';
import { serverUrlOf } from './serverUrl.ts';
import { syncClient, type SyncClient } from './sync.ts';
import { ask } from '#core/engine/ask.ts';

export interface SessionParts {
  readonly folder: string;
  readonly secrets: SecretStore;
  readonly registry: Registry;
  readonly platform: Platform;
  onSession(state: SessionState): void;
  onSync(state: SyncState): void;
  onChanged(tables: readonly string[]): void;
}

export interface Active {
  readonly account: Account;
  readonly profile: Profile;
  readonly sync: SyncClient;
  /** asks the server as this device. @throws Refusal */
  askServer(request: Call): Promise<unknown>;
  /** Hears what the server says of a sandbox's clock; what was asked before it was moved and answered after it is old. */
  hearClock(question: 'look' | 'move', answer: Promise<unknown>): Promise<unknown>;
  /** the text of a long answer, as it comes. @throws LinkFailure */
  streamServer(request: { path: string; upload?: Upload; signal?: AbortSignal }): AsyncGenerator<string>;
}

export interface Sessions {
  state(): SessionState;
  syncState(): SyncState;
  /** Takes up the session of last time, where there is one. */
  resume(): Promise<void>;
  signIn(arg: { serverUrl: string; email: string; password: string; deviceName?: string | undefined }): Promise<SessionState>;
  pair(arg: { serverUrl: string; code: string; deviceName?: string | undefined }): Promise<SessionState>;
  signOut(): Promise<SessionState>;
  /** Only while the server answers. The business's own profile rests meanwhile; what waits in it goes when one is back. */
  enterSandbox(): Promise<SessionState>;
  leaveSandbox(): Promise<SessionState>;
  /** @throws Refusal `unauthorized` while nobody is signed in */
  active(): Active;
  close(): Promise<void>;
}

const SignedIn = Account.omit({ serverUrl: true }).extend({ token: z.string().min(1) });
const SandboxSignedIn = SignedIn.extend({ aheadMs: z.int() });
const Ahead = z.object({ aheadMs: z.int() });

interface Entering {
  readonly account: Account;
  readonly token: string;
  /** of a sandbox alone */
  readonly aheadMs?: number;
}

const LONGEST_NAME = 80;

const nobody: SessionState = {
  phase: 'signed_out',
  serverUrl: null,
  tenant: null,
  member: null,
  progress: null,
  storefrontUrl: null,
  ended: null,
};
const still: SyncState = { state: 'synced', stuck: null, waiting: 0, attention: 0, offlineSince: null, lastContactAt: null };

export function sessions(parts: SessionParts): Sessions {
  const { platform, secrets } = parts;
  const accountFile = join(parts.folder, 'account.json');
  let active: Active | null = null;
  let state: SessionState = nobody;
  /** where to come back to from the sandbox; it alone is kept on the disk */
  let home: Entering | null = null;
  /** signing in, out and closing wait for one another */
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(fn: () => Promise<T>): Promise<T> {
    const mine = turn.then(fn);
    turn = mine.catch(() => {});
    return mine;
  }

  function become(next: SessionState): SessionState {
    const isNews = JSON.stringify(next) !== JSON.stringify(state);
    state = next;
    if (isNews) parts.onSession(state);
    return state;
  }

  async function enter({ account, token, aheadMs }: Entering): Promise<void> {
    const ahead = { ms: aheadMs ?? 0, moves: 0 };
    const clock = { now: () => platform.clock.now() + ahead.ms };
    const profile = await openProfile({ ...parts, platform: { ...platform, clock }, account });
    const sync = syncClient({
      ...profile,
      platform,
      actor: await profile.actor(),
      serverUrl: account.serverUrl,
      token,
      onState: parts.onSync,
      onProgress: (progress) => void become({ ...state, progress }),
      onSignedOut: (failure) =>
        void inTurn(async () => {
          // somebody may have signed out, or in, meanwhile
          if (active?.profile !== profile) return;
          if (home !== null) await goHome();
          else await endSession(endOf(failure));
        }),
    });
    const link = { fetch: platform.fetch, timers: platform.timers, serverUrl: account.serverUrl, token };
    active = {
      ...{ account, profile, sync },
      askServer: (request) => call(link, request).catch(refusalOf),
      async hearClock(question, answer) {
        const asked = ahead.moves;
        const said = await answer;
        const { data } = Ahead.safeParse(said);
        if (data === undefined || state.sandbox === undefined || active?.profile !== profile) return said;
        if (question === 'move') ahead.moves += 1;
        else if (ahead.moves !== asked) return said;
        ahead.ms = data.aheadMs;
        become({ ...state, sandbox: { ...state.sandbox, aheadMs: data.aheadMs } });
        return said;
      },
      streamServer: ({ path, upload, signal }) => stream(signal === undefined ? link : { ...link, signal }, path, upload),
    };
    profile.database.onCommit(({ tables }) => {
      parts.onChanged(tables);
      if (['sync_state', 'profiles', 'members'].some((table) => tables.includes(table))) void describeSession().catch(() => {});
    });
    const sandbox = home === null ? {} : { sandbox: { aheadMs: ahead.ms, businessName: home.account.tenant.name } };
    become({ ...stateOf(account, { isComplete: await profile.isComplete() }), ...sandbox });
    await describeSession();
    await sync.start();
  }

  /** The names and colours of the session, as the local database now has them. */
  async function describeSession(): Promise<void> {
    const described = active;
    if (described === null) return;
    const { profile, account } = described;
    const isComplete = await profile.isComplete();
    const actor = await profile.actor();
    const question = { tenantId: profile.tenantId, actor, name: 'tenants.profile', input: {} };
    const found = isComplete ? Account.shape.tenant.safeParse(await ask(profile.engine, question).catch(() => null)) : undefined;
    const tenant = found?.data ?? account.tenant;
    const role = actor.kind === 'member' ? actor.role : account.member.role;
    const next = stateOf({ ...account, tenant, member: { ...account.member, role } }, { isComplete });
    const sandbox = state.sandbox === undefined ? {} : { sandbox: state.sandbox };
    if (active === described) become({ ...next, ...sandbox, progress: isComplete ? null : state.progress });
  }

  /** A device of the sandbox's own, for as long as one is in there. */
  async function goToSandbox(): Promise<void> {
    const { account, askServer } = active ?? refuse('unauthorized', {});
    const token = (await secrets.load()) ?? refuse('unauthorized', {});
    const body = { deviceName: hostname().slice(0, LONGEST_NAME) || 'Console' };
    const answer = SandboxSignedIn.safeParse(await askServer({ method: 'POST', path: '/v1/console/sandbox', body }));
    if (!answer.success) refuse('unavailable', { serverUrl: account.serverUrl });
    const { token: theirs, aheadMs, ...who } = answer.data;
    await leave();
    home = { account, token };
    try {
      await enter({ account: { serverUrl: account.serverUrl, ...who }, token: theirs, aheadMs });
    } catch (error) {
      await goHome();
      throw error;
    }
  }

  async function goHome(): Promise<void> {
    const back = home;
    if (back === null) return;
    await active?.askServer({ method: 'POST', path: '/v1/console/sign-out', body: {}, timeoutMs: 3_000 }).catch(() => {});
    await leave();
    home = null;
    await enter(back);
  }

  async function leave(): Promise<void> {
    const left = active;
    active = null;
    if (left === null) return;
    await left.sync.stop();
    await left.profile.close();
  }

  /** The data stays: the same member who signs in again goes on where they were. Of one who has left the business, none stays. */
  async function endSession(ended: SessionEnd | null): Promise<void> {
    const { serverUrl } = state;
    const left = active;
    active = null;
    await left?.sync.stop();
    if (left !== null && ended === 'deactivated') await forgetBusiness(left.profile);
    await left?.profile.close();
    if (left !== null && ended !== null) await saveAccount({ ...left.account, ended });
    await secrets.save(null);
    parts.onSync(still);
    become({ ...nobody, serverUrl, ended });
  }

  const saveAccount = (account: Account): Promise<void> => writePrivately(accountFile, JSON.stringify(account, null, 2));

  async function register(serverUrl: string, path: string, body: Record<string, unknown>): Promise<SessionState> {
    const server = serverUrlOf(serverUrl);
    const deviceName = body.deviceName ?? (hostname().slice(0, LONGEST_NAME) || 'Console');
    const link = { fetch: platform.fetch, timers: platform.timers, serverUrl: server, token: null };
    const answer = await call(link, { method: 'POST', path, body: { ...body, deviceName } }).catch(refusalOf);
    const signedIn = SignedIn.safeParse(answer);
    if (!signedIn.success) refuse('unavailable', { serverUrl: server });
    const { token, ...who } = signedIn.data;
    const account: Account = { serverUrl: server, ...who };
    await leave();
    await saveAccount(account);
    await secrets.save(token);
    home = null;
    await enter({ account, token });
    return state;
  }

  async function loadAccount(): Promise<Account | null> {
    try {
      return Account.parse(JSON.parse(await readFile(accountFile, 'utf8')));
    } catch {
      return null;
    }
  }

  return {
    state: () => state,
    syncState: () => active?.sync.state() ?? still,
    resume: () =>
      inTurn(async () => {
        const account = await loadAccount();
        const token = await secrets.load();
        if (account !== null && token !== null) await enter({ account, token });
        else if (account !== null) become({ ...nobody, serverUrl: account.serverUrl, ended: account.ended ?? null });
      }),
    signIn: ({ serverUrl, ...body }) => inTurn(() => register(serverUrl, '/v1/console/sign-in', body)),
    pair: ({ serverUrl, ...body }) => inTurn(() => register(serverUrl, '/v1/console/pair', body)),
    signOut: () =>
      inTurn(async () => {
        await goHome();
        // Offline too: the token is forgotten here, and a manager can revoke the device there.
        await active?.askServer({ method: 'POST', path: '/v1/console/sign-out', body: {}, timeoutMs: 3_000 }).catch(() => {});
        await endSession(null);
        return state;
      }),
    enterSandbox: () =>
      inTurn(async () => {
        if (home === null) await goToSandbox();
        return state;
      }),
    leaveSandbox: () =>
      inTurn(async () => {
        await goHome();
        return state;
      }),
    active: () => active ?? refuse('unauthorized', {}),
    close: () => inTurn(leave),
  };
}

function endOf({ code, facts }: LinkFailure): SessionEnd {
  if (code === 'device_copied') return 'copied';
  return facts['reason'] === 'deactivated' ? 'deactivated' : 'revoked';
}

function stateOf({ serverUrl, tenant, member, storefrontUrl }: Account, { isComplete }: { isComplete: boolean }): SessionState {
  return {
    phase: isComplete ? 'ready' : 'first_sync',
    serverUrl,
    tenant,
    member,
    progress: null,
    storefrontUrl: storefrontUrl ?? `${serverUrl}/s/${tenant.subdomain}`,
    ended: null,
  };
}
