import { Notifications } from '@mantine/notifications';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useLink, useSession } from '../bridge/ask.ts';
import { TipHost } from '../components/TipHost.tsx';
import { MOST_TOASTS } from '../components/toasts.ts';
import { router } from './routes.tsx';

const SignInScreen = lazy(async () => ({ default: (await import('../screens/session/SignInScreen.tsx')).SignInScreen }));
const FirstSyncScreen = lazy(async () => ({ default: (await import('../screens/session/FirstSyncScreen.tsx')).FirstSyncScreen }));
const NoHostScreen = lazy(async () => ({ default: (await import('../screens/session/NoHostScreen.tsx')).NoHostScreen }));

export function App() {
  return (
    <>
      <Notifications position="bottom-center" limit={MOST_TOASTS} />
      <TipHost />
      <Suspense fallback={null}>
        <Gate />
      </Suspense>
    </>
  );
}

/** Who has no session sees the door; who has one sees the console, built anew for another business or member. */
function Gate() {
  const { data: session } = useSession();
  const link = useLink();
  if (!session) return link === 'lost' ? <NoHostScreen /> : null;
  if (session.phase === 'signed_out') return <SignInScreen session={session} />;
  if (session.phase === 'first_sync') return <FirstSyncScreen session={session} />;
  return <RouterProvider key={`${session.tenant?.id}/${session.member?.id}`} router={router} />;
}
