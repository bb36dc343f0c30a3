import { Anchor, Group, Radio, Stack, Text } from '@mantine/core';
import type { SlotReason } from '#core/domains/availability/model.ts';
import type { SeriesMoveDate } from '#core/domains/bookings/model.ts';
import { Bones } from '../../components/Bones.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { formatAt } from '../../components/times.ts';
import classes from './NewBooking.module.css';
import { NearTimes } from './NearTimes.tsx';
import type { SeriesMove } from './useSeriesMove.ts';
import { reasonWords } from './words.ts';

/** Whether the rest of its series goes with it. */
export function SeriesScope({ isRest, setIsRest, following }: SeriesMove) {
  return (
    <Radio.Group label="What to move" value={isRest ? 'rest' : 'one'} onChange={(value) => setIsRest(value === 'rest')}>
      <Stack gap={6} mt={6}>
        <Radio value="one" label="Only this one" />
        <Radio value="rest" label={`This one and all that follow (${following.length})`} />
      </Stack>
    </Radio.Group>
  );
}

/** Each date with its new time or why it can't go there; another time for it is a click. */
export function SeriesMoveDates({ series, timezone }: { series: SeriesMove; timezone: string }) {
  if (series.error) return <ErrorState error={series.error} />;
  if (!series.dates) return <Bones lines={3} />;
  return (
    <ol className={classes.dates} aria-label="Where each date goes">
      {series.dates.map((date, i) => (
        <MoveRow key={date.bookingId} date={date} place={i + 1} series={series} timezone={timezone} />
      ))}
    </ol>
  );
}

interface RowProps {
  date: SeriesMoveDate;
  place: number;
  series: SeriesMove;
  timezone: string;
}

function MoveRow({ date, place, series, timezone }: RowProps) {
  const { bookingId, from, startsAt, free, reason, nearest } = date;
  const isChosen = series.isChosen(bookingId);
  return (
    <li className={`${classes.date} num`} data-taken={!free || undefined}>
      <span>{place}</span>
      <span>
        <Text span size="xs" c="dimmed">
          {formatAt(from, 'dayTime', timezone)} →{' '}
        </Text>
        <span className={classes.when}>{formatAt(startsAt, 'dayTime', timezone)}</span>
        {reason && (
          <div className={classes.why} data-policy={free || undefined}>
            {whyWords(reason, timezone)}
          </div>
        )}
        {!free && (
          <NearTimes
            nearest={nearest.filter((at) => at !== from)}
            beside={startsAt}
            timezone={timezone}
            onTake={(at) => series.choose(bookingId, at)}
          />
        )}
      </span>
      <Group gap={8} wrap="nowrap">
        {isChosen && (
          <Anchor component="button" type="button" size="xs" onClick={() => series.choose(bookingId, null)}>
            As the others
          </Anchor>
        )}
        {!free && (
          <Text span size="xs" c="dimmed">
            stays
          </Text>
        )}
      </Group>
    </li>
  );
}

type Reason = NonNullable<SeriesMoveDate['reason']>;
type OfCustomer = Exclude<Reason, SlotReason>;

const customerWords: Record<OfCustomer['code'], string> = {
  customer_limit: 'They have all that a day allows one customer',
  subscription: 'Their plan has no visit left then',
};

const isOfCustomer = (reason: Reason): reason is OfCustomer => reason.code in customerWords;

function whyWords(reason: Reason, timezone: string): string {
  if (isOfCustomer(reason)) return customerWords[reason.code];
  return reasonWords(reason, timezone);
}

/** What the button under it says. */
export function moveWords({ dates, free }: SeriesMove): string {
  if (!dates) return 'Move';
  if (free === 0) return 'None of them can be moved';
  if (free === dates.length) return free === 1 ? 'Move it' : `Move all ${free}`;
  return free === 1 ? 'Move the one that can be' : `Move the ${free} that can be`;
}
