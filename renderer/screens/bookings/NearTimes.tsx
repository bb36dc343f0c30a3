import { Button, Group } from '@mantine/core';
import { formatAt } from '../../components/times.ts';

interface Props {
  nearest: readonly number[];
  /** what was asked for: on its day, the time alone is told */
  beside: number;
  timezone: string;
  onTake: (startsAt: number) => void;
}

/** Free times near one that can't be had, each a click. */
export function NearTimes({ nearest, beside, timezone, onTake }: Props) {
  if (nearest.length === 0) return null;
  const dayOf = (at: number) => formatAt(at, 'date', timezone);
  return (
    <Group gap={6} mt={4} role="group" aria-label={`Free instead of ${formatAt(beside, 'dayTime', timezone)}`}>
      {nearest.map((at) => (
        <Button key={at} size="compact-xs" variant="default" onClick={() => onTake(at)}>
          {formatAt(at, dayOf(at) === dayOf(beside) ? 'time' : 'dayTime', timezone)}
        </Button>
      ))}
    </Group>
  );
}
