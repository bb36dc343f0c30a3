import { Loader } from '@mantine/core';
import { Late } from '../../components/Late.tsx';
import { Door } from './Door.tsx';

/** The page is there and the program behind it isn't: stopped, or its one-time link was not the way in. */
export function NoHostScreen() {
  return (
    <Late>
      <Door
        title="Waiting for Slotkeeper"
        text={
          window.slotkeeper
            ? 'Its background service is being started again.'
            : 'The console does not answer. Start it again, and open the link that it prints: each link opens once.'
        }
      >
        <Loader size="xs" mt="lg" aria-label="Trying again" />
      </Door>
    </Late>
  );
}
