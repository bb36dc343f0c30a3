/** The console's host: a session, its database and its sync, behind as many bridges as there are windows. */
import type { BridgeEvent, SessionState } from '#core/engine/bridge.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { bridge } from './bridge.ts';
import { LinkFailure } from './link.ts';
import type { BridgePort, Platform, SecretStore } from './ports.ts';
import { sessions } from './session.ts';

export interface HostParts {
  readonly folder: string;
  readonly secrets: SecretStore;
  readonly platform: Platform;
}

export interface Host {
  /** Serves one renderer until its line closes. */
  connect(port: BridgePort): void;
  state(): SessionState;
  pair(arg: { serverUrl: string; code: string }): Promise<SessionState>;
  /** is the session of last time with this server, and does it still stand (or can't be asked) */
  standsWith(serverUrl: string): Promise<boolean>;
  close(): Promise<void>;
}

export async function openHost({ folder, secrets, platform }: HostParts): Promise<Host> {
  const ports = new Set<BridgePort>();
  const post = (event: BridgeEvent) => {
    for (const port of ports) port.post(event);
  };
  const tellChanged = gathering(platform, (tables) => post({ event: 'changed', payload: { tables } }));
  const current = sessions({
    folder,
    secrets,
    platform,
    registry: slotkeeperRegistry(),
    onSession: (payload) => post({ event: 'session', payload }),
    onSync: (payload) => post({ event: 'sync', payload }),
    onChanged: tellChanged,
  });
  const receive = bridge({ sessions: current, platform });
  await current.resume();

  return {
    connect(port) {
      ports.add(port);
      port.onClose(() => ports.delete(port));
      port.onMessage((message) => {
        void receive(message).then((answer) => {
          if (answer !== null && ports.has(port)) port.post(answer);
        });
      });
      port.post({ event: 'session', payload: current.state() });
      port.post({ event: 'sync', payload: current.syncState() });
    },
    state: current.state,
    pair: (arg) => current.pair(arg),
    async standsWith(serverUrl) {
      if (current.state().serverUrl !== serverUrl || current.state().phase === 'signed_out') return false;
      try {
        await current.active().sync.round();
      } catch (error) {
        return !(error instanceof LinkFailure && error.kind === 'signed_out');
      }
      return true;
    },
    close: current.close,
  };
}

/** Tables of commits that fall into one turn are told as one change. */
function gathering({ defer }: Platform, tell: (tables: string[]) => void): (tables: readonly string[]) => void {
  let gathered: Set<string> | null = null;
  return (tables) => {
    if (gathered === null) {
      gathered = new Set();
      defer(() => {
        const all = [...(gathered ?? [])];
        gathered = null;
        tell(all);
      });
    }
    for (const table of tables) gathered.add(table);
  };
}
