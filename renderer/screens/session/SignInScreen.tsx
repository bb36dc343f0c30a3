import type { SessionState } from '#core/engine/bridge.ts';

export function SignInScreen({ session }: { session: SessionState }) {
  return <p>{session.phase}</p>;
}
