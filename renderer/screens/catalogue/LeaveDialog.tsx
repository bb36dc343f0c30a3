import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { Editor } from './useEditor.ts';

/** Asks before unsaved changes are left behind. */
export function LeaveDialog({ editor }: { editor: Editor }) {
  const { leave, save } = editor;
  if (!leave) return null;
  const saveAndGo = async () => {
    if (await save()) leave.proceed();
    else leave.stay();
  };
  return (
    <Modal opened onClose={leave.stay} title="Leave without saving?" size={420}>
      <Stack gap="lg">
        <Text size="sm">What you changed here is not saved yet.</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" color="red" onClick={leave.proceed}>
            Discard and leave
          </Button>
          <Button variant="default" onClick={leave.stay}>
            Stay
          </Button>
          {editor.offering && (
            <Button data-autofocus onClick={() => void saveAndGo()}>
              Save and leave
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
