import { Button, Group, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { Bones } from '../../components/Bones.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { formatAt, zoneNote } from '../../components/times.ts';
import { isPolicy } from '../availability/reasons.ts';
import type { PricedSlot, SlotChoice } from './slotChoice.ts';
import classes from './SlotPicker.module.css';
import { reasonWords } from './words.ts';

interface Props {
  choice: SlotChoice;
  capacity: number;
}

/** A week of days above, the chosen day's times below. What can't be had says why; what policy alone forbids, staff may take. */
export function SlotPicker({ choice, capacity }: Props) {
  return (
    <div>
      <DayStrip choice={choice} />
      {choice.error ? (
        <ErrorState error={choice.error} />
      ) : choice.loading ? (
        <Bones lines={4} />
      ) : (
        <Times choice={choice} capacity={capacity} />
      )}
    </div>
  );
}

const noon = (date: string) => Date.parse(`${date}T12:00Z`);

function DayStrip({ choice }: { choice: SlotChoice }) {
  const first = choice.days[0];
  return (
    <Group gap={4} wrap="nowrap" align="stretch" mb="sm">
      <IconAction icon={IconChevronLeft} label="The week before" disabled={choice.isFirstWeek} onClick={() => choice.week(-1)} h="auto" />
      <div
        className={classes.days}
        role="toolbar"
        aria-label={first ? `Week of ${formatAt(noon(first.date), 'day', 'UTC')}` : 'Week'}
        tabIndex={-1}
        onKeyDown={walk}
      >
        {choice.days.map(({ date, free }) => (
          <UnstyledButton
            key={date}
            className={classes.day}
            aria-pressed={date === choice.day}
            tabIndex={date === choice.day ? 0 : -1}
            data-none={free === 0 || undefined}
            onClick={() => choice.showDay(date)}
          >
            <span className={classes.weekday}>{formatAt(noon(date), 'day', 'UTC').split(/[\s,]+/)[0]}</span>
            <span className="num">{Number(date.slice(8))}</span>
            <span className="visuallyHidden">
              {formatAt(noon(date), 'month', 'UTC')}, {free} free
            </span>
          </UnstyledButton>
        ))}
      </div>
      <IconAction icon={IconChevronRight} label="The week after" onClick={() => choice.week(1)} h="auto" />
    </Group>
  );
}

function Times({ choice, capacity }: Props) {
  const { slots, slot: chosen, timezone, day } = choice;
  const isShown = (slot: PricedSlot) => slots.some(({ startsAt }) => startsAt === slot.startsAt);
  const shown =
    chosen && !isShown(chosen) && chosen.reason?.code === 'off_grid'
      ? [...slots, chosen].toSorted((a, b) => a.startsAt - b.startsAt)
      : slots;
  const first = shown[0];
  const note = first ? zoneNote(first.startsAt, timezone) : '';
  if (shown.every((slot) => !slot.bookable && !isPolicy(slot.reason))) return <NothingFree choice={choice} />;
  return (
    <>
      <div
        role="radiogroup"
        aria-label={`Times on ${formatAt(noon(day), 'longDay', 'UTC')}`}
        className={classes.times}
        tabIndex={-1}
        onKeyDown={walk}
      >
        {shown.map((slot) => (
          <Time
            key={slot.startsAt}
            slot={slot}
            choice={choice}
            isTarget={slot === (chosen && shown.includes(chosen) ? chosen : first)}
            capacity={capacity}
          />
        ))}
      </div>
      {note && (
        <Text size="xs" c="dimmed" mt={6}>
          Times of the offering's zone, {timezone.replaceAll('_', ' ')} ({note}).
        </Text>
      )}
    </>
  );
}

interface TimeProps {
  slot: PricedSlot;
  choice: SlotChoice;
  /** the one that Tab reaches */
  isTarget: boolean;
  capacity: number;
}

function Time({ slot, choice, isTarget, capacity }: TimeProps) {
  const { timezone } = choice;
  const isChosen = choice.slot?.startsAt === slot.startsAt;
  const isTakable = slot.bookable || isPolicy(slot.reason);
  const why = slot.reason && reasonWords(slot.reason, timezone);
  const left = slot.bookable && capacity > 1 ? `${slot.remaining} left` : null;
  return (
    <Tooltip label={why} disabled={!why}>
      <UnstyledButton
        role="radio"
        aria-checked={isChosen}
        aria-disabled={!isTakable}
        aria-label={[formatAt(slot.startsAt, 'time', timezone), left, why].filter(Boolean).join(', ')}
        tabIndex={isTarget ? 0 : -1}
        className={`${classes.time} num`}
        data-state={slot.bookable ? 'free' : isTakable ? 'policy' : 'taken'}
        onClick={() => isTakable && choice.pick(slot)}
      >
        {formatAt(slot.startsAt, 'time', timezone)}
        {left && <span className={classes.left}>{left}</span>}
      </UnstyledButton>
    </Tooltip>
  );
}

/** Arrows go through the days and times and choose, as radio buttons do; what is taken is stepped over. Tab leaves them at once. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const times = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not([aria-disabled="true"])')];
  const at = times.indexOf(document.activeElement as HTMLElement);
  const next = times[(at + step + times.length) % times.length];
  next?.focus();
  next?.click();
}

function NothingFree({ choice }: { choice: SlotChoice }) {
  const { nextAvailable, timezone } = choice;
  const [first] = choice.slots;
  const why = first?.reason ? reasonWords(first.reason, timezone) : 'No opening hours on this day';
  return (
    <div className={classes.none}>
      <Text c="dimmed">{why}.</Text>
      {nextAvailable !== null && (
        <Button size="xs" variant="default" onClick={() => choice.pickAt(nextAvailable)}>
          Next free: {formatAt(nextAvailable, 'dayTime', timezone)}
        </Button>
      )}
    </div>
  );
}
