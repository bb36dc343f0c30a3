import { Alert, Button, Group } from '@mantine/core';
import type { BridgeFailure } from '../bridge/failure.ts';
import { sentenceOf } from '../bridge/sentences.ts';

interface Props {
  /** why it was refused */
  error: BridgeFailure | null;
  /** the verb on the button that submits */
  verb: string;
  running: boolean;
  disabled: boolean;
  onCancel: () => void;
}

/** Below a dialog's form: what went wrong, and the way on and out. */
export function FormFoot({ error, verb, running, disabled, onCancel }: Props) {
  return (
    <>
      {error && (
        <Alert color="red" variant="light" role="alert">
          {sentenceOf(error)}
        </Alert>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={running} disabled={disabled}>
          {verb}
        </Button>
      </Group>
    </>
  );
}
