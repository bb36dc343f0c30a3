import { Anchor, Button, Text } from '@mantine/core';
import { IconDoorEnter } from '@tabler/icons-react';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { formatAt, relativeTo, zoneNote } from '../../components/times.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { useNow } from '../../components/useNow.ts';
import { may, move } from '../bookings/moves.ts';
import { offeringsOf, zoneOf } from '../bookings/words.ts';
import classes from './today.module.css';

/** Somebody a quarter of an hour late is still the next to come. */
const PATIENCE_MS = 15 * 60_000;

export function NextUp({ arrivals }: { arrivals: readonly BookingSummary[] }) {
  const now = useNow();
  const { openBooking } = useDrawers();
  const next = arrivals.find(({ status, startsAt }) => status === 'CONFIRMED' && startsAt >= now - PATIENCE_MS);
  if (!next) return null;
  const late = next.startsAt <= now;
  return (
    <section className={classes.card} aria-label="Next">
      <header className={classes.cardHead}>
        <h2>Next</h2>
        <Text component="span" size="xs" c={late ? 'var(--sk-danger)' : 'dimmed'} className="num">
          {late ? `expected ${relativeTo(next.startsAt, now) ?? ''}` : (relativeTo(next.startsAt, now) ?? '')}
        </Text>
      </header>
      <div className={classes.next}>
        <Truncate className={classes.nextName}>{next.customerName}</Truncate>
        <Truncate
          className={classes.what}
        >{`${formatAt(next.startsAt, 'time', zoneOf(next))} ${zoneNote(next.startsAt, zoneOf(next))} · ${offeringsOf(next)}`}</Truncate>
        {next.customerPhone && (
          <Anchor size="xs" c="dimmed" href={`tel:${next.customerPhone.replace(/[^+\d]/g, '')}`}>
            {next.customerPhone}
          </Anchor>
        )}
        <div className={classes.nextMoves}>
          {may(next, 'checkIn') && (
            <Button leftSection={<IconDoorEnter size={16} stroke={1.5} />} onClick={() => void move(next, 'checkIn')}>
              Check in
            </Button>
          )}
          <Button variant="default" onClick={() => openBooking(next.id)}>
            Open
          </Button>
        </div>
      </div>
    </section>
  );
}
