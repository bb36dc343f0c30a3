import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import type { Schedule } from './useSchedule.ts';

const subjectOf = (search: unknown) => (search as Record<string, unknown>)['subject'];

/** Asks before painted hours are left behind for another screen or another's hours. */
export function HoursLeaveDialog({ schedule, subjectId }: { schedule: Schedule; subjectId: string }) {
  const { dirty, save } = schedule;
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      dirty &&
      (current.pathname !== next.pathname ||
        (subjectOf(next.search) !== subjectOf(current.search) && subjectOf(next.search) !== subjectId)),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  const saveAndGo = async () => {
    if (await save()) blocker.proceed();
    else blocker.reset();
  };
  return (
    <Modal opened onClose={blocker.reset} title="Leave without saving?" size={420}>
      <Stack gap="lg">
        <Text size="sm">The hours you painted are not saved yet, so customers still see the former ones.</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" color="red" onClick={blocker.proceed}>
            Discard and leave
          </Button>
          <Button variant="default" onClick={blocker.reset}>
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
