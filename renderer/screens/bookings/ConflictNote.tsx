import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { BridgeFailure } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { formatAt } from '../../components/times.ts';

interface Props {
  failure: BridgeFailure;
  timezone: string;
  running: boolean;
  /** what taking another time is called: Book, Move to */
  label: string;
  onTake: (startsAt: number) => void;
}

const MOST = 3;

/** Refused in place: what happened, and the nearest free times as one click each. */
export function ConflictNote({ failure, timezone, running, label, onTake }: Props) {
  const { nextAvailable, nearest } = failure.facts;
  const times = [...(typeof nextAvailable === 'number' ? [nextAvailable] : []), ...(Array.isArray(nearest) ? nearest : [])];
  const offered = [...new Set(times.filter((time): time is number => typeof time === 'number'))].slice(0, MOST);
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      p="sm"
      icon={<IconAlertTriangle size={16} stroke={1.5} />}
      styles={{ message: { color: 'var(--sk-text)' } }}
    >
      {sentenceOf(failure, timezone)}
      {offered.length > 0 && (
        <Group gap={6} mt="sm">
          {offered.map((at) => (
            <Button key={at} size="xs" variant="default" loading={running} onClick={() => onTake(at)}>
              {label} {formatAt(at, 'dayTime', timezone)}
            </Button>
          ))}
        </Group>
      )}
    </Alert>
  );
}
