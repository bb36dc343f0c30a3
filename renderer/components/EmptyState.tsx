import { Button, Stack, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';

interface Props {
  icon: Icon;
  /** one sentence: why it is empty, or what would be here */
  text: string;
  action?: { label: string; onClick: () => void } | undefined;
}

export function EmptyState({ icon: Icon, text, action }: Props) {
  return (
    <Stack align="center" justify="center" gap="md" mih={220} p="xl">
      <Icon size={28} stroke={1.25} color="var(--sk-text-third)" aria-hidden />
      <Text c="dimmed" ta="center" maw={360} style={{ textWrap: 'balance' }}>
        {text}
      </Text>
      {action && (
        <Button variant="default" onClick={action.onClick}>
          {action.label}
        </Button>
      )}
    </Stack>
  );
}
