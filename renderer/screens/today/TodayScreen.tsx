import { Text } from '@mantine/core';
import { IconCoffee } from '@tabler/icons-react';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { useAsk, useSession } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { MoneyText } from '../../components/MoneyText.tsx';
import { Screen } from '../../components/Screen.tsx';
import { formatAt, zoneNote } from '../../components/times.ts';
import { useNow } from '../../components/useNow.ts';
import { NewBookingButton } from '../bookings/NewBookingButton.tsx';
import { Arrivals } from './Arrivals.tsx';
import { Conflicts } from './Conflicts.tsx';
import { Disputes } from './Disputes.tsx';
import { NextUp } from './NextUp.tsx';
import { Pending } from './Pending.tsx';
import { RiskReviews } from './RiskReviews.tsx';
import classes from './today.module.css';

interface Today {
  date: string;
  from: number;
  to: number;
  arrivals: BookingSummary[];
  pending: BookingSummary[];
  counts: { bookings: number; checkedIn: number; revenueCents: number; currency: string };
}

/** What a booking allows changes with the clock alone: a minute later somebody may be a no-show. */
const MINUTE_MS = 60_000;

export function TodayScreen() {
  const today = useAsk<Today>('bookings.today', {}, { every: MINUTE_MS });
  const { data: session } = useSession();
  const zone = session?.tenant?.timezone ?? 'UTC';
  const now = useNow();
  const note = zoneNote(now, zone);
  return (
    <Screen
      title="Today"
      aside={
        <Text c="dimmed" className={classes.date} truncate>
          {formatAt(now, 'longDay', zone)}
          {note && `, ${formatAt(now, 'time', zone)} ${note}`}
        </Text>
      }
      actions={<NewBookingButton />}
    >
      <Answered query={today}>{(data) => <Day today={data} />}</Answered>
    </Screen>
  );
}

function Day({ today }: { today: Today }) {
  const { openNew } = useDrawers();
  return (
    <div className={classes.day}>
      <div className={classes.main}>
        <Counts today={today} />
        {today.arrivals.length === 0 ? (
          <div className={classes.card}>
            <EmptyState icon={IconCoffee} text="Nobody is booked for today." action={{ label: 'New booking', onClick: () => openNew() }} />
          </div>
        ) : (
          <Arrivals arrivals={today.arrivals} from={today.from} />
        )}
      </div>
      <aside className={classes.side} aria-label="To decide">
        <NextUp arrivals={today.arrivals} />
        <Conflicts />
        <Disputes />
        <RiskReviews />
        <Pending pending={today.pending} />
      </aside>
    </div>
  );
}

function Counts({ today }: { today: Today }) {
  const { counts, arrivals, pending } = today;
  const expected = arrivals.filter(({ status }) => status === 'CONFIRMED').length;
  return (
    <dl className={classes.counts}>
      <Count name="Bookings">{counts.bookings}</Count>
      <Count name="Still expected">{expected}</Count>
      <Count name="Arrived">{counts.checkedIn}</Count>
      <Count name="To approve">{pending.length}</Count>
      <Count name="Booked value">
        <MoneyText cents={counts.revenueCents} currency={counts.currency} />
      </Count>
    </dl>
  );
}

function Count({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={classes.count}>
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </div>
  );
}
