import { Button, Group, Modal, Stack, Text } from '@mantine/core';

/** A way out that was taken while something isn't saved. */
export interface Leave {
  proceed: () => void;
  stay: () => void;
}

interface Props {
  /** null: nobody is about to leave */
  leave: Leave | null;
  /** what isn't saved */
  text: string;
  /** resolves to whether it was saved; undefined: it can't be saved from here */
  save: (() => Promise<boolean>) | undefined;
}

/** Asks before what isn't saved is left behind. */
export function LeaveDialog({ leave, text, save }: Props) {
  if (!leave) return null;
  const saveAndGo = async (saving: () => Promise<boolean>) => {
    if (await saving()) leave.proceed();
    else leave.stay();
  };
  return (
    <Modal opened onClose={leave.stay} title="Leave without saving?" size={420}>
      <Stack gap="lg">
        <Text size="sm">{text}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" color="red" onClick={leave.proceed}>
            Discard and leave
          </Button>
          <Button variant="default" onClick={leave.stay}>
            Stay
          </Button>
          {save && (
            <Button data-autofocus onClick={() => void saveAndGo(save)}>
              Save and leave
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
