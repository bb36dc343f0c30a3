import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { RuleEditing } from './useRuleEditing.ts';

/** Asks before what was written is left behind. */
export function LeaveDialog({ editing }: { editing: RuleEditing }) {
  const { leave, save } = editing;
  if (!leave) return null;
  const saveAndGo = async () => {
    if (await save()) leave.proceed();
    else leave.stay();
  };
  return (
    <Modal opened onClose={leave.stay} title="Leave without saving?" size={420}>
      <Stack gap="lg">
        <Text size="sm">The rule is not saved yet, so nobody pays by it.</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" color="red" onClick={leave.proceed}>
            Discard and leave
          </Button>
          <Button variant="default" onClick={leave.stay}>
            Stay
          </Button>
          <Button data-autofocus onClick={() => void saveAndGo()}>
            Save and leave
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
