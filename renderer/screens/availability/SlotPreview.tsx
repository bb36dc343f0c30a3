import { NumberInput, Select, Switch } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { addDays, instantToWall } from '#core/base/zone.ts';
import type { Slot } from '#core/domains/availability/model.ts';
import type { OfferingSummary, Resource } from '#core/domains/catalog/model.ts';
import { nightsRange } from '#core/base/nights.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { clockText, dateText, momentText } from '../calendar/clock.ts';
import { useNow } from '../calendar/ticker.ts';
import classes from './availability.module.css';
import type { NewRule } from './hours.ts';
import { reasonText } from './reasons.ts';
import type { Subject } from './subjects.ts';
import { WhyPanel } from './WhyPanel.tsx';

const DAYS = 7;
const HOUR = 3_600_000;

interface Answer {
  timezone: string;
  slots: Slot[];
  nextAvailable: number | null;
}

/** What customers can pick in the next days, and why not the rest; with hours that are painted and not saved yet, what they will. */
export function SlotPreview({ subject, draft }: { subject: Subject; draft: readonly NewRule[] | null }) {
  const now = useNow('halfMinute');
  const [chosen, setChosen] = useState<string | null>(null);
  const [from, setFrom] = useState<string | null>(null);
  const [why, setWhy] = useState(false);
  const [asked, setAsked] = useState<number | null>(null);
  const [nights, setNights] = useState<number | undefined>(undefined);
  const offering = subject.offerings.find((each) => each.id === chosen) ?? subject.offerings[0];
  if (!offering) return <p className={classes.quiet}>No offering needs {subject.name} yet. Add it to one under “Who and what it needs”.</p>;
  const resourceId = subject.kind === 'resource' ? subject.id : undefined;
  const today = instantToWall(offering.timezone, now).date;
  const start = from ?? today;
  return (
    <>
      <div className={classes.previewHead}>
        <h3>What customers {draft === null ? 'see' : 'will see'}</h3>
        <IconAction
          icon={IconChevronLeft}
          label="Earlier days"
          disabled={start <= today}
          onClick={() => setFrom(addDays(start, -DAYS) <= today ? null : addDays(start, -DAYS))}
        />
        <IconAction icon={IconChevronRight} label="Later days" onClick={() => setFrom(addDays(start, DAYS))} />
      </div>
      <div className={classes.previewBody}>
        {draft !== null && (
          <p className={classes.unsaved}>With your changes, which are not saved yet. Customers still see the hours from before.</p>
        )}
        {subject.offerings.length > 1 && (
          <Select
            aria-label="Offering"
            mb={8}
            allowDeselect={false}
            value={offering.id}
            data={subject.offerings.map(({ id, title }) => ({ value: id, label: title }))}
            onChange={setChosen}
          />
        )}
        {offering.nights && (
          <NumberInput
            label="Nights"
            mb={8}
            min={1}
            max={nightsRange(offering.nights).max}
            allowDecimal={false}
            placeholder={`${offering.nights.minNights}, the fewest`}
            value={nights ?? ''}
            onChange={(value) => setNights(typeof value === 'number' && value >= 1 ? value : undefined)}
          />
        )}
        <Switch size="xs" label="Why not the other times?" checked={why} mb={10} onChange={(at) => setWhy(at.currentTarget.checked)} />
        <Slots
          {...{ offering, resourceId, start, why }}
          draft={draft === null ? undefined : { subjectId: subject.id, rules: draft }}
          nights={offering.nights ? nights : undefined}
          onAsk={draft === null ? setAsked : undefined}
        />
        {draft === null && (
          <button type="button" className={classes.whyLink} onClick={() => setAsked(nextHour(now))}>
            Ask about any other time
          </button>
        )}
      </div>
      {asked !== null && (
        <WhyPanel
          key={asked}
          at={asked}
          nights={offering.nights ? nights : undefined}
          {...{ offering, resourceId }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

const nextHour = (now: number) => Math.ceil(now / HOUR) * HOUR;

interface SlotsProps {
  offering: OfferingSummary;
  resourceId: string | undefined;
  start: string;
  why: boolean;
  /** hours that are not saved yet */
  draft: { subjectId: string; rules: readonly NewRule[] } | undefined;
  /** of an offering sold by the night; absent: the fewest */
  nights: number | undefined;
  /** absent: what isn’t saved can’t be asked about */
  onAsk: ((startsAt: number) => void) | undefined;
}

function Slots({ offering, resourceId, start, why, draft, nights, onAsk }: SlotsProps) {
  const resources = useAsk<Resource[]>('catalog.resources').data ?? [];
  const query = useAsk<Answer>('availability.slots', {
    offeringId: offering.id,
    from: start,
    to: addDays(start, DAYS),
    explain: true,
    ...(resourceId === undefined ? {} : { resourceId }),
    ...(nights === undefined ? {} : { nights }),
    ...(draft === undefined ? {} : { draft }),
  });
  const nameOf = (id: string) => resources.find((resource) => resource.id === id)?.name;
  const zone = offering.timezone;
  return (
    <Answered query={query}>
      {({ slots, nextAvailable }) => {
        const days = Array.from({ length: DAYS }, (_, index) => addDays(start, index)).map((date) => ({
          date,
          slots: slots.filter((slot) => instantToWall(zone, slot.startsAt).date === date),
        }));
        const none = slots.every((slot) => !slot.bookable);
        return (
          <>
            {none && (
              <p className={classes.barNote} style={{ margin: '0 0 8px' }}>
                {nextAvailable === null
                  ? 'Nothing to book in these days.'
                  : `Nothing to book in these days. Next: ${momentText(zone, nextAvailable)}.`}
              </p>
            )}
            {days.map((day) => (
              <DayOfSlots
                key={day.date}
                {...day}
                {...{ zone, why, nameOf, onAsk }}
                seats={offering.capacity > 1}
                unit={offering.nights ? 'arrival' : 'start'}
              />
            ))}
          </>
        );
      }}
    </Answered>
  );
}

interface DayProps {
  date: string;
  slots: Slot[];
  zone: string;
  why: boolean;
  /** say how many places each start has left */
  seats: boolean;
  unit: 'start' | 'arrival';
  nameOf: (id: string) => string | undefined;
  /** absent: what isn’t saved can’t be asked about */
  onAsk: ((startsAt: number) => void) | undefined;
}

function DayOfSlots({ date, slots, zone, why, seats, unit, nameOf, onAsk }: DayProps) {
  const open = slots.filter((slot) => slot.bookable);
  const runs = why ? runsOf(slots, (slot) => (slot.reason === null ? null : reasonText(slot.reason, { zone, nameOf }))) : [];
  return (
    <section className={classes.previewDay}>
      <h4>
        {dateText(date, { weekday: 'short', day: 'numeric', month: 'short' })}
        <span>{open.length === 0 ? 'nothing free' : `${open.length} ${open.length === 1 ? unit : `${unit}s`}`}</span>
      </h4>
      {open.length > 0 && (
        <div className={classes.chips}>
          {open.map((slot) => (
            <span key={slot.startsAt} className={classes.chip} title={`${slot.remaining} left`}>
              {clockText(zone, slot.startsAt)}
              {unit === 'arrival' && (
                <small>until {dateText(instantToWall(zone, slot.endsAt).date, { weekday: 'short', day: 'numeric' })}</small>
              )}
              {seats && <small>{slot.remaining} left</small>}
            </span>
          ))}
        </div>
      )}
      {runs.length > 0 && (
        <dl className={classes.why}>
          {runs.map((run) => (
            <div key={run.from} style={{ display: 'contents' }}>
              <dt>{run.from === run.to ? clockText(zone, run.from) : `${clockText(zone, run.from)} – ${clockText(zone, run.to)}`}</dt>
              <dd>
                {onAsk === undefined ? (
                  run.text
                ) : (
                  <button type="button" className={classes.whyLink} onClick={() => onAsk(run.from)}>
                    {run.text}
                  </button>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

/** Neighbouring starts that can't be booked for the same reason, told once. */
function runsOf(slots: readonly Slot[], textOf: (slot: Slot) => string | null): { from: number; to: number; text: string }[] {
  const runs: { from: number; to: number; text: string }[] = [];
  let last: string | null = null;
  for (const slot of slots) {
    const text = textOf(slot);
    const run = runs.at(-1);
    if (text !== null && text === last && run) run.to = slot.startsAt;
    else if (text !== null) runs.push({ from: slot.startsAt, to: slot.startsAt, text });
    last = text;
  }
  return runs;
}
