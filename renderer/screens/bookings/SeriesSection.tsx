import { Anchor, Button, Text } from '@mantine/core';
import { useState } from 'react';
import type { BookingDetail, BookingSummary } from '#core/domains/bookings/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { runCommand, useAsk } from '../../bridge/ask.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { formatAt } from '../../components/times.ts';
import { toast } from '../../components/toasts.ts';
import classes from './drawer.module.css';
import { Section } from './Section.tsx';
import { zoneOf } from './words.ts';

const none: BookingSummary[] = [];

/** Which of its series it is, the ones beside it, and how to call off what is left. */
export function SeriesSection({ booking, seriesId }: { booking: BookingDetail; seriesId: string }) {
  const { data: all = none } = useAsk<BookingSummary[]>('bookings.series', { seriesId }, { tables: ['bookings'] });
  const { openBooking } = useDrawers();
  const [asking, setAsking] = useState(false);
  const place = all.findIndex(({ id }) => id === booking.id);
  if (place < 0) return null;
  const rest = all.filter(({ startsAt, moves }) => startsAt >= booking.startsAt && moves.includes('cancel'));
  const link = (other: BookingSummary | undefined, label: string) =>
    other && (
      <Anchor component="button" type="button" size="xs" onClick={() => openBooking(other.id)}>
        {label}: {formatAt(other.startsAt, 'day', zoneOf(other))}
      </Anchor>
    );
  return (
    <Section title="Series">
      <div className={classes.line}>
        <span className="num">
          {place + 1} of {all.length} in this series
        </span>
        {rest.length > 1 && (
          <Button size="compact-sm" variant="subtle" color="red" mr={-8} onClick={() => setAsking(true)}>
            Cancel the rest
          </Button>
        )}
      </div>
      <div className={classes.neighbours}>
        {link(all[place - 1], 'Before')}
        {link(all[place + 1], 'Next')}
      </div>
      {asking && <CancelRest rest={rest} seriesId={seriesId} onClose={() => setAsking(false)} />}
    </Section>
  );
}

interface CancelProps {
  /** this one and those after it that can still be cancelled */
  rest: readonly BookingSummary[];
  seriesId: string;
  onClose: () => void;
}

function CancelRest({ rest, seriesId, onClose }: CancelProps) {
  const [first] = rest;
  const last = rest.at(-1);
  if (!first || !last) return null;
  const day = (booking: BookingSummary) => formatAt(booking.startsAt, 'day', zoneOf(booking));
  const cancel = async () => {
    const { cancelled } = await runCommand<{ cancelled: unknown[] }>('bookings.cancelSeries', { seriesId, from: first.startsAt });
    toast.ok(`${cancelled.length} bookings are cancelled.`);
  };
  return (
    <ConfirmDialog
      title={`Cancel ${rest.length} bookings?`}
      verb={`Cancel ${rest.length} bookings`}
      keep="Keep them"
      onConfirm={cancel}
      onClose={onClose}
    >
      <Text span size="sm">
        {day(first)} to {day(last)}. Their times are free again at once, and each is refunded by its own cancellation policy.
      </Text>
    </ConfirmDialog>
  );
}
