import { NumberInput, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { instantToWall, wallToInstant } from '#core/base/zone.ts';
import type { ExternalCalendar, SlotReason } from '#core/domains/availability/model.ts';
import type { OfferingSummary, Resource } from '#core/domains/catalog/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { SidePanel } from '../../components/SidePanel.tsx';
import { spanText } from '../calendar/clock.ts';
import { useIsManager } from '../catalogue/access.ts';
import classes from './availability.module.css';
import { clockOf } from './hours.ts';
import { reasonText } from './reasons.ts';
import { editorPartOf, type ExplainedReason, linkText, nameOfThing, type Thing, verdictText, type Why } from './why.ts';

interface Props {
  offering: OfferingSummary;
  resourceId: string | undefined;
  /** the start that was asked about first; any other can be typed */
  at: number;
  nights: number | undefined;
  onClose: () => void;
}

const DAY = 86_400_000;

/** Why a time can't be booked: each reason, with a way to what would have to change. */
export function WhyPanel({ offering, resourceId, at, nights, onClose }: Props) {
  const zone = offering.timezone;
  const wall = instantToWall(zone, at);
  const [date, setDate] = useState(wall.date);
  const [time, setTime] = useState(clockOf(wall.minutes));
  const [quantity, setQuantity] = useState(1);
  const startsAt = time === '' ? at : wallToInstant(zone, `${date}T${time}`);
  const why = useAsk<Why>('availability.why', {
    offeringId: offering.id,
    startsAt,
    ...(quantity > 1 && { quantity }),
    ...(resourceId !== undefined && { resourceId }),
    ...(nights !== undefined && { nights }),
  });
  return (
    <SidePanel title="Why not?" onClose={onClose}>
      <div className={classes.whyHead}>
        <b>{offering.title}</b>
        <div className={classes.whyWhen}>
          <DatePickerInput
            label="Day"
            valueFormat="ddd D MMM YYYY"
            firstDayOfWeek={1}
            value={date}
            onChange={(next) => next !== null && setDate(next)}
          />
          <TextInput
            type="time"
            label={offering.nights ? 'Arrival' : 'Start'}
            value={time}
            onChange={(event) => setTime(event.currentTarget.value)}
          />
          {offering.capacity > 1 && (
            <NumberInput
              label="Places"
              min={1}
              max={10_000}
              allowDecimal={false}
              value={quantity}
              onChange={(value) => setQuantity(typeof value === 'number' && value > 0 ? value : 1)}
            />
          )}
        </div>
      </div>
      <Answered query={why}>
        {(answer) => (
          <div role="status">
            <p className={classes.whyVerdict} data-bookable={(answer.bookable && answer.status === 'PUBLISHED') || undefined}>
              {verdictText(answer)}
            </p>
            {answer.reasons.length > 0 && (
              <ol className={classes.whyReasons}>
                {answer.reasons.map((reason, index) => (
                  // oxlint-disable-next-line react/no-array-index-key -- a code may come twice
                  <Reason key={index} reason={reason} offering={offering} startsAt={startsAt} />
                ))}
              </ol>
            )}
          </div>
        )}
      </Answered>
    </SidePanel>
  );
}

function Reason({ reason, offering, startsAt }: { reason: ExplainedReason; offering: OfferingSummary; startsAt: number }) {
  const resources = useAsk<Resource[]>('catalog.resources').data ?? [];
  const nameOf = (id: string) => resources.find((resource) => resource.id === id)?.name;
  return (
    <li>
      <b>{reasonText(reason, { zone: offering.timezone, nameOf })}</b>
      {reason.things.length > 0 && (
        <ul>
          {reason.things.map((thing) => (
            <li key={`${thing.kind}/${thing.id}/${thing.startsAt ?? 0}`}>
              <span className={classes.whyThing}>
                {nameOfThing(thing)}
                {thing.startsAt !== undefined && thing.endsAt !== undefined && (
                  <small>{spanText(offering.timezone, { startsAt: thing.startsAt, endsAt: thing.endsAt })}</small>
                )}
              </span>
              <ThingLink code={reason.code} thing={thing} startsAt={startsAt} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function ThingLink({ code, thing, startsAt }: { code: SlotReason['code']; thing: Thing; startsAt: number }) {
  const { openBooking } = useDrawers();
  const text = linkText(thing.kind);
  switch (thing.kind) {
    case 'hold':
      return <small>{text}</small>;
    case 'booking':
      return (
        <button type="button" className={classes.whyLink} onClick={() => openBooking(thing.id)}>
          {text}
        </button>
      );
    case 'offering':
      return (
        <Link className={classes.whyLink} to="/catalogue/$offeringId" params={{ offeringId: thing.id }} search={{ at: editorPartOf(code) }}>
          {text}
        </Link>
      );
    case 'hours':
    case 'resource':
      return (
        <Link className={classes.whyLink} to="/availability" search={{ subject: thing.id }}>
          {text}
        </Link>
      );
    case 'exception':
      return <ExceptionLink exceptionId={thing.id} startsAt={startsAt} />;
    case 'externalCalendar':
      return <CalendarLink calendarId={thing.id} />;
  }
}

interface Blocks {
  blocks: { exceptionId: string; subjectId: string }[];
}

/** Of whom a day off is, the calendar around it knows. */
function ExceptionLink({ exceptionId, startsAt }: { exceptionId: string; startsAt: number }) {
  const around = useAsk<Blocks>('availability.calendar', { from: startsAt - 2 * DAY, to: startsAt + 2 * DAY });
  const subject = around.data?.blocks.find((block) => block.exceptionId === exceptionId)?.subjectId;
  if (subject === undefined) return null;
  return (
    <Link className={classes.whyLink} to="/availability" search={{ subject, tab: 'days', at: exceptionId }}>
      {linkText('exception')}
    </Link>
  );
}

function CalendarLink({ calendarId }: { calendarId: string }) {
  const isManager = useIsManager();
  const calendars = useAsk<ExternalCalendar[]>('availability.externalCalendars', {}, { enabled: isManager });
  const subject = calendars.data?.find(({ id }) => id === calendarId)?.subjectId;
  if (subject === undefined) return null;
  return (
    <Link className={classes.whyLink} to="/availability" search={{ subject, tab: 'calendars', at: calendarId }}>
      {linkText('externalCalendar')}
    </Link>
  );
}
