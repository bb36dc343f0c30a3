import { Anchor, NumberInput, Select, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { formatMoney } from '#core/base/money.ts';
import { instantToWall } from '#core/base/zone.ts';
import type { Occurrence, SeriesPreview } from '#core/domains/bookings/model.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { formatAt } from '../../components/times.ts';
import { isPolicy } from '../availability/reasons.ts';
import { NearTimes } from './NearTimes.tsx';
import classes from './NewBooking.module.css';
import { ordinalOf, type Pattern, patterns, type Repeat, untilOf } from './repeat.ts';
import type { Series } from './useSeries.ts';
import { reasonWords } from './words.ts';

interface Props {
  repeat: Repeat;
  onChange: (repeat: Repeat) => void;
  startsAt: number;
  timezone: string;
}

const MOST = 104;
/** a week that begins on a Monday */
const weekdays = Array.from({ length: 7 }, (_, i) => ({ day: i + 1, at: Date.UTC(2024, 0, 1 + i, 12) }));
const places: Record<number, string> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', [-1]: 'last' };

/** Whether it comes again, and until when. */
export function RepeatFields({ repeat, onChange, startsAt, timezone }: Props) {
  const { date, dayOfWeek } = instantToWall(timezone, startsAt);
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(Date.parse(date));
  const words: Record<Pattern, string> = {
    never: 'Does not repeat',
    DAILY: 'Every day',
    WEEKLY: 'Every week',
    WEEKLY2: 'Every two weeks',
    MONTHDAY: `Every month on day ${Number(date.slice(8))}`,
    WEEKDAY: `Every month on the ${places[ordinalOf(date)]} ${weekday}`,
  };
  const days = repeat.days.length === 0 ? [dayOfWeek] : repeat.days;
  const toggle = (day: number) =>
    onChange({ ...repeat, days: days.includes(day) ? days.filter((other) => other !== day) : [...days, day] });
  return (
    <Stack gap="sm">
      <Select
        label="Repeat"
        data={patterns.map((value) => ({ value, label: words[value] }))}
        value={repeat.pattern}
        onChange={(value) => onChange({ ...repeat, pattern: patterns.find((pattern) => pattern === value) ?? 'never' })}
        allowDeselect={false}
      />
      {(repeat.pattern === 'WEEKLY' || repeat.pattern === 'WEEKLY2') && (
        <div className={classes.weekdays} role="group" aria-label="On these days">
          {weekdays.map(({ day, at }) => (
            <UnstyledButton key={day} className={classes.weekday} aria-pressed={days.includes(day)} onClick={() => toggle(day)}>
              {formatAt(at, 'weekday', 'UTC')}
            </UnstyledButton>
          ))}
        </div>
      )}
      {repeat.pattern !== 'never' && (
        <div className={classes.ends}>
          <Select
            label="Ends"
            data={[
              { value: 'count', label: 'After so many times' },
              { value: 'until', label: 'On a date' },
            ]}
            value={repeat.ends}
            onChange={(value) => onChange({ ...repeat, ends: value === 'until' ? 'until' : 'count' })}
            allowDeselect={false}
          />
          {repeat.ends === 'count' ? (
            <NumberInput
              aria-label="How many times"
              min={1}
              max={MOST}
              clampBehavior="strict"
              value={repeat.count}
              onChange={(value) => onChange({ ...repeat, count: Math.max(1, Number(value) || 1) })}
            />
          ) : (
            <TextInput
              aria-label="The last date"
              type="date"
              min={date}
              value={untilOf(repeat, date)}
              onChange={({ currentTarget }) => onChange({ ...repeat, until: currentTarget.value })}
            />
          )}
        </div>
      )}
    </Stack>
  );
}

/** Each date of the series: its price, or what stands in its way, with the free times near it a click away. */
export function SeriesDates({ series }: { series: Series }) {
  const { preview, error } = series;
  if (error) return <ErrorState error={error} />;
  if (!preview) return null;
  return (
    <ol className={classes.dates} aria-label="The dates of the series">
      {preview.occurrences.map((occurrence, i) => (
        <DateRow key={occurrence.startsAt} occurrence={occurrence} place={i + 1} preview={preview} series={series} />
      ))}
    </ol>
  );
}

interface RowProps {
  occurrence: Occurrence;
  place: number;
  preview: SeriesPreview;
  series: Series;
}

function DateRow({ occurrence, place, preview, series }: RowProps) {
  const { startsAt, reason, nearest, priceCents } = occurrence;
  const { timezone, currency, occurrences } = preview;
  const isTakable = occurrence.free || isPolicy(reason);
  const named = series.insteadOf(startsAt);
  // What another of them has is not free to this one.
  const near = nearest.filter((at) => occurrences.every((other) => other.startsAt !== at));
  return (
    <li className={`${classes.date} num`} data-taken={!isTakable || undefined}>
      <span>{place}</span>
      <span>
        <span className={classes.when}>{formatAt(startsAt, 'dayTime', timezone)}</span>
        {reason && (
          <div className={classes.why} data-policy={isTakable || undefined}>
            {reasonWords(reason, timezone)}
          </div>
        )}
        {reason && <NearTimes nearest={near} beside={startsAt} timezone={timezone} onTake={(at) => series.choose(startsAt, at)} />}
        {named !== undefined && (
          <div>
            <Anchor component="button" type="button" size="xs" onClick={() => series.choose(startsAt, named)}>
              Back to {formatAt(named, 'dayTime', timezone)}
            </Anchor>
          </div>
        )}
      </span>
      {isTakable ? (
        <span>{formatMoney(priceCents, { currency })}</span>
      ) : (
        <Text span size="xs" c="dimmed">
          left out
        </Text>
      )}
    </li>
  );
}
