import { Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { failureOf } from '../bridge/failure.ts';
import { sentenceOf } from '../bridge/sentences.ts';

/** What went wrong and what to do about it, in the place where the answer would be. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <Stack align="center" justify="center" gap="md" mih={220} p="xl" role="alert">
      <IconAlertTriangle size={24} stroke={1.5} color="var(--sk-danger)" aria-hidden />
      <Text ta="center" maw={400}>
        {sentenceOf(failureOf(error))}
      </Text>
      {onRetry && (
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Stack>
  );
}
