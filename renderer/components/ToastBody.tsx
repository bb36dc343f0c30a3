import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';

interface Props {
  tone: 'ok' | 'problem';
  text: string;
  action?: { label: string; run: () => void } | undefined;
}

export function ToastBody({ tone, text, action }: Props) {
  const Icon = tone === 'ok' ? IconCheck : IconAlertTriangle;
  return (
    <Group gap="sm" wrap="nowrap" align="center">
      <Icon size={16} stroke={1.5} color={tone === 'ok' ? 'var(--sk-accent)' : 'var(--sk-danger)'} style={{ flex: 'none' }} aria-hidden />
      <Text size="sm" c="var(--sk-text)" flex={1}>
        {text}
      </Text>
      {action && (
        <Button size="xs" variant="default" onClick={action.run}>
          {action.label}
        </Button>
      )}
    </Group>
  );
}
