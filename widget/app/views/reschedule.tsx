import { useRef, useState } from 'preact/hooks';
import { newKey, persist, Refused } from '../api.ts';
import { When } from '../flow/when.tsx';
import { dayOf, span } from '../formats.ts';
import { Heading } from '../parts/heading.tsx';
import { Notice } from '../parts/notice.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { sentenceFor, Trouble } from '../parts/trouble.tsx';
import { useLoad } from '../parts/use-load.ts';
import type { Booking, Slot } from '../storefront.ts';
import { words } from '../words.ts';
import { loadOffering } from './load.ts';
import type { Managing } from './manage.tsx';

/** Another time for the booking: pick, look at both, move. The old time stays theirs until the new one is. */
export function Reschedule({ booking, token, onChanged, onLeave }: Managing) {
  const slug = booking.offering?.slug ?? '';
  const { value: offering, problem: unloaded, retry } = useLoad(slug, (signal) => loadOffering(slug, signal));
  const [slot, setSlot] = useState<Slot | null>(null);
  const [taken, setTaken] = useState(0);
  const [day, setDay] = useState<string | null>(null);
  const item = booking.items[0];
  if (unloaded) return <Trouble problem={unloaded} retry={retry} />;
  if (!offering || !item) return <Skeleton />;
  const minutes = (Date.parse(item.endsAt) - Date.parse(item.startsAt)) / 60_000;
  const want = { quantity: item.quantity, durationMinutes: minutes, resourceId: null };
  const zone = offering.timezone;
  if (slot)
    return (
      <Move
        {...{ booking, token, slot, onChanged, zone }}
        onBack={() => setSlot(null)}
        onTaken={() => {
          setSlot(null);
          setTaken((n) => n + 1);
        }}
      />
    );
  return (
    <section class="flow">
      <Heading text={words.chooseTime} focus onBack={onLeave} />
      <p class="zone">
        {words.moveFrom} {span(item.startsAt, item.endsAt, zone)}
      </p>
      {taken > 0 && <Notice>{words.taken}</Notice>}
      <When
        {...{ offering, want }}
        fixed
        onWant={() => {}}
        startDay={day}
        round={0}
        picking={null}
        onPick={(next) => {
          setDay(dayOf(next.startsAt, zone));
          setSlot(next);
        }}
      />
    </section>
  );
}

interface MoveProps extends Omit<Managing, 'onLeave'> {
  slot: Slot;
  zone: string;
  onBack(): void;
  onTaken(): void;
}

function Move({ booking, token, slot, zone, onChanged, onBack, onTaken }: MoveProps) {
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const key = useRef(newKey());
  const item = booking.items[0];
  const move = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const body = { startsAt: slot.startsAt, endsAt: slot.endsAt, ...(booking.items.length > 1 && { itemId: item?.id }) };
    try {
      const path = `/bookings/${booking.id}/reschedule`;
      onChanged(await persist<Booking>({ method: 'POST', path, body, key: key.current, token }, setWaiting), words.moved);
    } catch (caught) {
      if (caught instanceof Refused) key.current = newKey();
      if (caught instanceof Refused && caught.code === 'booking_conflict') return onTaken();
      setProblem(caught);
    }
    setBusy(false);
  };
  return (
    <section class="flow ask">
      <Heading text={words.moveAsk} focus onBack={onBack} />
      {waiting && <Notice>{words.offline}</Notice>}
      {Boolean(problem) && <Notice>{sentenceFor(problem)}</Notice>}
      <dl class="receipt">
        <div class="line">
          <dt>{words.moveFrom}</dt>
          <dd class="old">{item && span(item.startsAt, item.endsAt, zone)}</dd>
        </div>
        <div class="line strong">
          <dt>{words.moveTo}</dt>
          <dd>{span(slot.startsAt, slot.endsAt, zone)}</dd>
        </div>
      </dl>
      <div class="actions">
        <button type="button" class="primary" aria-busy={busy} onClick={() => void move()}>
          {busy ? words.working : words.moveYes}
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          {words.change}
        </button>
      </div>
    </section>
  );
}
