import { Button, Checkbox, Kbd, Stack, Text, Textarea } from '@mantine/core';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { formatMoney } from '#core/base/money.ts';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { giveTyping } from '../../app/typeAhead.ts';
import { formatAt } from '../../components/times.ts';
import { type Booker, CustomerField } from './CustomerField.tsx';
import { ConflictNote } from './ConflictNote.tsx';
import { CouponField, type CouponUse, useCoupon } from './CouponField.tsx';
import { AddOns, Measures, Questions } from './ItemOptions.tsx';
import { endOf, lengthOf, newDraft, type TimeWish } from './itemDraft.ts';
import { type More, MoreServices } from './MoreServices.tsx';
import classes from './NewBooking.module.css';
import { PlanVisit, useVisits } from './PlanVisit.tsx';
import { PriceNote } from './PriceNote.tsx';
import { noRepeat, ruleOf } from './repeat.ts';
import { RepeatFields, SeriesDates } from './RepeatFields.tsx';
import { type SlotChoice, useSlotChoice } from './slotChoice.ts';
import { SlotPicker } from './SlotPicker.tsx';
import { useCreateBooking } from './useCreateBooking.ts';
import { type PricedItem, useQuotes, type WishedItem } from './usePrice.ts';
import { bookWords, type Series, useSeries } from './useSeries.ts';

const FOCUS_MS = 50;

interface Props {
  offerings: readonly OfferingSummary[];
  offering: OfferingSummary;
  wish: TimeWish;
  booker: Booker;
  setBooker: (booker: Booker) => void;
  notes: string;
  setNotes: (notes: string) => void;
  focusName: boolean;
  onDone: () => void;
}

/** Made anew for another offering; what was typed about the customer stays with the form. */
export function BookingFields({ offerings, offering, wish, booker, setBooker, notes, setNotes, focusName, onDone }: Props) {
  const [chosen, setDraft] = useState(() => newDraft(offering, wish));
  const [more, setMore] = useState<readonly More[]>([]);
  const [repeat, setRepeat] = useState(noRepeat);
  const [confirm, setConfirm] = useState(true);
  const [code, setCode] = useState('');
  const { timezone } = offering;
  const choice = useSlotChoice({
    ...{ offeringId: offering.id, timezone, quantity: chosen.quantity, resourceId: chosen.resourceId, start: wish.start },
    ...lengthOf(offering, chosen),
  });
  const { slot } = choice;
  const visits = useVisits({ customerId: booker.id, offerings, offering, startsAt: slot?.startsAt });
  // Another customer, or another date, may have no such visit.
  const draft = visits.some(({ id }) => id === chosen.subscriptionId) ? chosen : { ...chosen, subscriptionId: undefined };
  const itemsAt = (startsAt: number): WishedItem[] => inARow([{ offering, draft }, ...more], startsAt);
  const items = slot ? itemsAt(slot.startsAt) : [];
  const prices = useQuotes(items);
  const coupon = useCoupon(items, code);
  const rrule = slot && more.length === 0 ? ruleOf(repeat, { startsAt: slot.startsAt, timezone }) : undefined;
  const series = useSeries(items[0], rrule);
  const creating = useCreateBooking({ timezone, booker, notes, confirm, couponCode: code.trim(), onDone });
  const form = useFocusOnName(focusName);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const [first] = items;
    if (!slot || !first) return;
    if (rrule === undefined) void creating.create(items, !slot.bookable);
    else if (series.takable > 0)
      void creating.createSeries(first, { ...series.dates, take: series.isWhole ? 'all' : 'free', overridePolicy: series.needsOverride });
  };
  /** At a time that the host offers in place of the one that was refused: of the first service, or of another, with which all move. */
  const createAt = (offered: number) => {
    const refused = items[Number(creating.failure?.facts['item'] ?? 0)];
    const at = (slot?.startsAt ?? offered) + offered - (refused?.startsAt ?? offered);
    choice.pickAt(at);
    void creating.create(itemsAt(at), false);
  };
  return (
    <form ref={form} className={classes.fields} onSubmit={submit} noValidate>
      <Stack gap="lg" className={classes.scroll}>
        <Measures offering={offering} draft={draft} onChange={setDraft} />
        <AddOns offering={offering} draft={draft} onChange={setDraft} />
        <SlotPicker choice={choice} capacity={offering.capacity} />
        {slot && more.length === 0 && <RepeatFields repeat={repeat} onChange={setRepeat} startsAt={slot.startsAt} timezone={timezone} />}
        {rrule !== undefined && <SeriesDates series={series} />}
        {repeat.pattern === 'never' && (
          <MoreServices offerings={offerings} first={offering} more={more} items={items.slice(1)} onChange={setMore} />
        )}
        <CustomerField value={booker} onChange={setBooker} error={creating.nameError} focusFirst={focusName} />
        <PlanVisit visits={visits} draft={draft} onChange={setDraft} />
        <Questions offering={offering} draft={draft} onChange={setDraft} />
        <Textarea
          label="Notes"
          placeholder="For the team only"
          autosize
          minRows={1}
          maxRows={5}
          value={notes}
          onChange={({ currentTarget }) => setNotes(currentTarget.value)}
        />
        {rrule === undefined && <CouponField use={coupon} onChange={setCode} />}
        {offering.approval === 'manual' && rrule === undefined && (
          <Checkbox
            label="Confirm at once, without waiting for approval"
            checked={confirm}
            onChange={({ currentTarget }) => setConfirm(currentTarget.checked)}
          />
        )}
      </Stack>
      <div className={classes.footer}>
        {creating.failure && (
          <ConflictNote failure={creating.failure} timezone={timezone} running={creating.running} label="Book" onTake={createAt} />
        )}
        {rrule === undefined && <Prices prices={prices} coupon={coupon} />}
        <div className={classes.sum}>
          {rrule === undefined ? (
            <Summary offering={offering} choice={choice} prices={prices} coupon={coupon} />
          ) : (
            <SeriesSummary series={series} currency={offering.currency} />
          )}
          <Button
            type="submit"
            loading={creating.running}
            disabled={!slot || (rrule !== undefined && series.takable === 0)}
            rightSection={<Kbd className={classes.key}>↵</Kbd>}
          >
            {rrule === undefined ? 'Book' : bookWords(series)}
          </Button>
        </div>
      </div>
    </form>
  );
}

/** How the price of one came about, or what each of several costs; and what a coupon takes off. */
function Prices({ prices, coupon: { quote } }: { prices: readonly PricedItem[]; coupon: CouponUse }) {
  return (
    <>
      <PricesOf prices={prices} />
      {quote && (
        <dl className={`${classes.steps} num`} aria-label="Coupon">
          <div>
            <dt>{quote.couponCode}</dt>
            <dd>−{formatMoney(quote.discountCents, { currency: quote.currency })}</dd>
          </div>
        </dl>
      )}
    </>
  );
}

function PricesOf({ prices }: { prices: readonly PricedItem[] }) {
  const [first, ...others] = prices;
  if (!first) return null;
  const { quote, offering } = first;
  if (others.length === 0) return <PriceNote steps={quote.lines[0]?.steps ?? []} offering={offering} currency={quote.currency} />;
  return (
    <dl className={`${classes.steps} num`}>
      {prices.map((priced, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- one service may come twice
        <div key={i}>
          <dt>{priced.offering.title}</dt>
          <dd>{formatMoney(priced.quote.totalCents, { currency: priced.quote.currency })}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One after the other, without a gap. */
function inARow(wishes: readonly Pick<WishedItem, 'offering' | 'draft'>[], startsAt: number): WishedItem[] {
  const items: WishedItem[] = [];
  let at = startsAt;
  for (const { offering, draft } of wishes) {
    items.push({ offering, draft, startsAt: at });
    at = endOf(offering, draft, at);
  }
  return items;
}

function useFocusOnName(focusName: boolean) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!focusName) return;
    // After the list of offerings has closed and given the focus back to its field.
    const timer = setTimeout(() => giveTyping(form.current?.querySelector<HTMLInputElement>('[data-autofocus]')), FOCUS_MS);
    return () => clearTimeout(timer);
  }, [focusName]);
  return form;
}

function SeriesSummary({ series, currency }: { series: Series; currency: string }) {
  const { preview, takable, cents } = series;
  const left = (preview?.occurrences.length ?? 0) - takable;
  return (
    <div className={classes.words} role="status">
      <Text fw={600} className="num">
        {preview ? formatMoney(cents, { currency }) : ' '}
      </Text>
      <Text size="xs" c="dimmed" truncate className="num">
        {preview ? `${takable} ${takable === 1 ? 'date' : 'dates'}${left > 0 ? `, ${left} left out` : ''}` : ' '}
      </Text>
    </div>
  );
}

/** A stay says when it ends, too. */
function whenText({ nights, timezone }: OfferingSummary, { startsAt, endsAt }: { startsAt: number; endsAt: number }): string {
  const start = formatAt(startsAt, 'dayTime', timezone);
  return nights === null ? start : `${start} – ${formatAt(endsAt, 'dayTime', timezone)}`;
}

interface SummaryProps {
  offering: OfferingSummary;
  choice: SlotChoice;
  prices: readonly PricedItem[];
  coupon: CouponUse;
}

function Summary({ offering, choice, prices, coupon }: SummaryProps) {
  const { slot } = choice;
  const full = prices.length > 0 ? prices.reduce((sum, { quote }) => sum + quote.totalCents, 0) : slot?.priceCents;
  const cents = coupon.quote?.totalCents ?? full;
  return (
    <div className={classes.words}>
      <Text fw={600} className="num">
        {slot && cents !== undefined ? formatMoney(cents, { currency: offering.currency }) : ' '}
      </Text>
      <Text size="xs" c="dimmed" truncate className="num">
        {slot ? whenText(offering, slot) : choice.loading ? ' ' : 'Nothing is free'}
      </Text>
    </div>
  );
}
