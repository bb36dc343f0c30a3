import { Button } from '@mantine/core';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { useNow } from '../../components/useNow.ts';
import { deeds, isEarly, move, usualMove } from './moves.ts';
import { isUnpaid } from './riskWords.ts';

/** The one move that comes next, where it makes sense now. */
export function RowMoves({ booking }: { booking: BookingSummary }) {
  const now = useNow();
  const next = usualMove(booking);
  if (next === undefined || isEarly(booking, next, now) || isUnpaid(booking)) return null;
  const Icon = deeds[next].icon;
  return (
    <Button
      size="xs"
      variant="default"
      tabIndex={-1}
      leftSection={<Icon size={14} stroke={1.5} />}
      onClick={() => void move(booking, next)}
    >
      {deeds[next].label}
    </Button>
  );
}
