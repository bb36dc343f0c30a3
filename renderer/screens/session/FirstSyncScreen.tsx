import type { SessionState } from '#core/engine/bridge.ts';

export function FirstSyncScreen({ session }: { session: SessionState }) {
  return <p>{session.phase}</p>;
}
