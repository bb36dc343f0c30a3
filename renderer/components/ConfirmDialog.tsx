import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { toast } from './toasts.ts';

interface Props {
  title: string;
  /** what will happen */
  children: ReactNode;
  /** the verb on the button */
  verb: string;
  /** the words of the button that leaves all as it is: others where it is a cancellation that is asked about */
  keep?: string;
  danger?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before what can't be undone. */
export function ConfirmDialog({ title, children, verb, keep = 'Cancel', danger = true, onConfirm, onClose }: Props) {
  const [running, setRunning] = useState(false);
  const confirm = async () => {
    setRunning(true);
    try {
      await onConfirm();
      onClose();
    } catch (cause) {
      toast.problem(cause);
      setRunning(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size={400}>
      <Stack gap="lg">
        <Text size="sm">{children}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {keep}
          </Button>
          <Button color={danger ? 'red' : undefined} loading={running} data-autofocus onClick={() => void confirm()}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
