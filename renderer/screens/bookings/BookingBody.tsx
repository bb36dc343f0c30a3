import { Anchor, Text } from '@mantine/core';
import { IconMail, IconPhone, type Icon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { BookingDetail, BookingItem } from '#core/domains/bookings/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { wordsOf } from '../../bridge/sentences.ts';
import { MoneyText } from '../../components/MoneyText.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { formatAt, formatSpan, lengthOf, zoneNote } from '../../components/times.ts';
import { BookingNotes } from './BookingNotes.tsx';
import { DisputeSection } from './DisputeSection.tsx';
import { EvidenceSection } from './EvidenceSection.tsx';
import { MoneySection } from './MoneySection.tsx';
import { PriceNote } from './PriceNote.tsx';
import { RiskSection } from './RiskSection.tsx';
import { Section } from './Section.tsx';
import { SeriesSection } from './SeriesSection.tsx';
import classes from './drawer.module.css';
import { actorOf, readable, sentenceOfEvent } from './history.ts';
import { sourceWords, zoneOf } from './words.ts';

export function BookingBody({ booking }: { booking: BookingDetail }) {
  return (
    <div className={classes.sections}>
      <div className={classes.items}>
        {booking.items.map((item) => (
          <Item key={item.id} item={item} currency={booking.currency} />
        ))}
      </div>
      {booking.seriesId !== null && <SeriesSection booking={booking} seriesId={booking.seriesId} />}
      <Customer booking={booking} />
      <MoneySection booking={booking} />
      <DisputeSection bookingId={booking.id} />
      <RiskSection booking={booking} />
      {booking.customerNotes !== '' && (
        <Section title="Customer's note">
          <Text className={classes.quote} dir="auto">
            {booking.customerNotes}
          </Text>
        </Section>
      )}
      <BookingNotes key={booking.id} booking={booking} />
      <EvidenceSection key={`evidence of ${booking.id}`} subject={{ bookingId: booking.id }} />
      <History booking={booking} />
    </div>
  );
}

function Item({ item, currency }: { item: BookingItem; currency: string }) {
  const { startsAt, endsAt, timezone } = item;
  const note = zoneNote(startsAt, timezone);
  const isOneDay = formatAt(startsAt, 'date', timezone) === formatAt(endsAt - 1, 'date', timezone);
  return (
    <div className={classes.item} style={{ borderInlineStartColor: item.color }}>
      <div className={classes.line}>
        <span className={classes.whole} dir="auto">
          {item.offeringTitle}
        </span>
        <MoneyText cents={item.priceCents} currency={currency} />
      </div>
      <div className="num">
        {isOneDay && `${formatAt(startsAt, 'dayYear', timezone)}, `}
        {formatSpan(startsAt, endsAt, timezone)}
        {note && ` ${note}`}
      </div>
      <Text size="xs" c="dimmed" className="num">
        {[lengthOf(Math.round((endsAt - startsAt) / 60_000)), item.quantity > 1 && `for ${item.quantity}`, ...item.resourceNames]
          .filter(Boolean)
          .join(' · ')}
        {note && ` · ${formatAt(startsAt, 'time')} where you are`}
      </Text>
      {item.openToOthers && (
        <Text size="xs" c="dimmed">
          Its time stays open to others until you approve it.
        </Text>
      )}
      <ItemExtras item={item} currency={currency} />
    </div>
  );
}

/** What came with it, what was asked and answered, and how its price came about. */
function ItemExtras({ item, currency }: { item: BookingItem; currency: string }) {
  const { addOns, answers, steps, offeringId } = item;
  const hasMore = addOns.length > 0 || Object.keys(answers).length > 0 || steps.length > 1;
  const { data: offering } = useAsk<Offering>('catalog.offering', { idOrSlug: offeringId }, { enabled: hasMore, tables: ['offerings'] });
  if (!hasMore) return null;
  const asked = Object.entries(answers).map(([key, answer]) => ({
    key,
    label: offering?.questions.find((question) => question.key === key)?.label ?? wordsOf(key),
    text: answerText(answer),
  }));
  return (
    <div className={classes.extras}>
      {addOns.length > 0 && steps.length < 2 && (
        <div>With {addOns.map(({ name, quantity }) => (quantity > 1 ? `${name} × ${quantity}` : name)).join(', ')}</div>
      )}
      {asked.map(({ key, label, text }) => (
        <div key={key} dir="auto">
          <Text span c="dimmed" inherit>
            {label}
          </Text>{' '}
          {text}
        </div>
      ))}
      <PriceNote steps={steps} offering={offering ?? unknownOffering} currency={currency} />
    </div>
  );
}

const unknownOffering = { pricingModel: 'ONE_TIME', nights: null } as const;

function answerText(answer: BookingItem['answers'][string]): string {
  if (typeof answer === 'boolean') return answer ? 'Yes' : 'No';
  return Array.isArray(answer) ? answer.join(', ') : String(answer);
}

function Customer({ booking }: { booking: BookingDetail }) {
  return (
    <Section title="Customer">
      <div className={classes.line}>
        <span className={classes.whole} dir="auto">
          {booking.customerName}
        </span>
        <Anchor size="xs" renderRoot={(props) => <Link {...props} to="/customers" search={{ open: booking.customerId }} />}>
          Everything about them
        </Anchor>
      </div>
      {booking.customerEmail && <Contact icon={IconMail} href={`mailto:${booking.customerEmail}`} text={booking.customerEmail} />}
      {booking.customerPhone && (
        <Contact icon={IconPhone} href={`tel:${booking.customerPhone.replace(/[^+\d]/g, '')}`} text={booking.customerPhone} />
      )}
      <Text size="xs" c="dimmed" mt={4}>
        Through: {sourceWords[booking.source]}
      </Text>
    </Section>
  );
}

function Contact({ icon: Icon, href, text }: { icon: Icon; href: string; text: string }) {
  return (
    <div className={classes.contact}>
      <Icon size={14} stroke={1.5} aria-hidden />
      <Anchor href={href} c="inherit" className="truncate">
        {text}
      </Anchor>
    </div>
  );
}

function History({ booking }: { booking: BookingDetail }) {
  const zone = zoneOf(booking);
  return (
    <Section title="History">
      <ol className={classes.history}>
        {readable(booking.history).map((entry) => (
          <li key={entry.id} className={classes.event}>
            <span className={classes.bullet} aria-hidden />
            <div>
              <div>{sentenceOfEvent(entry, zone)}</div>
              <Text size="xs" c="dimmed">
                {actorOf(entry)} · <TimeText at={entry.at} form="near" />
              </Text>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
