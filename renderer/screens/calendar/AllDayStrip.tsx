import { useState } from 'react';
import { statusWord } from '../../components/statusWords.ts';
import classes from './calendar.module.css';
import { blockText, blockTitle, type MergedBlock } from './blocks.ts';
import { type Day, isAllDay } from './days.ts';
import { Aside, EventList, toneOf } from './EventCard.tsx';
import { type CalendarEvent, subtitleOf, titleOf } from './events.ts';
import { placeCluster } from './lanes.ts';

interface Props {
  columns: { key: string; day: Day; accepts: (resourceIds: readonly string[]) => boolean }[];
  zone: string;
  events: CalendarEvent[];
  blocks: MergedBlock[];
  onOpen: (bookingId: string) => void;
}

const MOST_ROWS = 4;

type Bar = { from: number; to: number } & ({ event: CalendarEvent } | { block: MergedBlock });

/** Days off and bookings of whole days, above the hours. */
export function AllDayStrip({ columns, zone, events, blocks, onOpen }: Props) {
  const [all, setAll] = useState(false);
  const bars: Bar[] = [
    ...blocks.filter(isAllDay).flatMap((block) => runsOf(columns, block, block.subjectIds).map((run): Bar => ({ ...run, block }))),
    ...events.filter(isAllDay).flatMap((event) => runsOf(columns, event, event.resourceIds).map((run): Bar => ({ ...run, event }))),
  ];
  if (bars.length === 0) return null;
  const placed = placeCluster(bars.toSorted((a, b) => a.from - b.from || b.to - a.to));
  const rows = Math.max(...placed.map(({ lane }) => lane)) + 1;
  const shown = all || rows <= MOST_ROWS ? rows : MOST_ROWS - 1;
  const hidden = placed.filter(({ lane }) => lane >= shown).length;
  return (
    <div className={classes.strip}>
      <span className={classes.stripLabel}>
        all day
        {rows > MOST_ROWS && (
          <button type="button" className={classes.stripMore} aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'fewer' : `${hidden} more`}
          </button>
        )}
      </span>
      {placed.map(({ event: bar, lane }) => {
        if (lane >= shown) return null;
        const place = { gridColumn: `${bar.from + 2} / ${bar.to + 2}`, gridRow: lane + 1 };
        if ('block' in bar) {
          const label = blockText(bar.block);
          return (
            <div
              key={`${bar.block.key}${bar.from}`}
              className={`${classes.stripItem} ${classes.stripBlock}`}
              style={place}
              title={blockTitle(bar.block)}
            >
              <span>{label}</span>
            </div>
          );
        }
        const { event } = bar;
        const single = event.bookings.length === 1 ? event.bookings[0] : undefined;
        const label = `${titleOf(event)}, ${subtitleOf(event)}, ${statusWord(event.status)}`;
        const chip = (
          <button
            key={`${event.key}${bar.from}`}
            type="button"
            data-bar
            className={classes.stripItem}
            style={{ ...place, ...toneOf(event) }}
            title={label}
            onClick={() => single && onOpen(single.id)}
          >
            <b dir="auto">{titleOf(event)}</b>
            <Aside>, </Aside>
            <span>{subtitleOf(event)}</span>
            <Aside>{`, ${statusWord(event.status)}`}</Aside>
          </button>
        );
        return single ? (
          chip
        ) : (
          <EventList key={`${event.key}${bar.from}`} label={event.item.offeringTitle} events={[event]} zone={zone} onOpen={onOpen}>
            {chip}
          </EventList>
        );
      })}
    </div>
  );
}

/** Neighbouring columns that a span covers, as runs of column numbers, half open. */
function runsOf(
  columns: Props['columns'],
  span: { startsAt: number; endsAt: number },
  ids: readonly string[],
): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  columns.forEach((column, index) => {
    if (span.startsAt >= column.day.endsAt || span.endsAt <= column.day.startsAt || !column.accepts(ids)) return;
    const last = runs.at(-1);
    if (last?.to === index) last.to = index + 1;
    else runs.push({ from: index, to: index + 1 });
  });
  return runs;
}
