import { Button, Group, Modal, Text } from '@mantine/core';
import { useSync } from '../bridge/ask.ts';
import { closeOverlay, useOverlay } from './overlays.ts';
import { signOut } from './session.ts';

export function SignOutDialog() {
  const opened = useOverlay() === 'signOut';
  const { waiting } = useSync();
  return (
    <Modal opened={opened} onClose={closeOverlay} title="Sign out of this device?" size={420}>
      <Text c="dimmed" mb="lg">
        {waiting > 0
          ? `${waiting === 1 ? 'One change has' : `${waiting} changes have`} not reached the server yet. Signing out removes this business's data from this device, and those changes with it.`
          : "This business's data is removed from this device. Sign in again to fetch it."}
      </Text>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={closeOverlay} data-autofocus>
          Stay
        </Button>
        <Button
          color="red"
          onClick={() => {
            closeOverlay();
            void signOut();
          }}
        >
          {waiting > 0 ? 'Sign out and lose them' : 'Sign out'}
        </Button>
      </Group>
    </Modal>
  );
}
