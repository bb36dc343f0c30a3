import { useState } from 'preact/hooks';
import { isTaken } from '../flow/nearest.ts';
import { When } from '../flow/when.tsx';
import { dayOf, span } from '../formats.ts';
import { Heading } from '../parts/heading.tsx';
import { Notice } from '../parts/notice.tsx';
import { Line } from '../parts/receipt.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { useAction } from '../parts/use-action.ts';
import { useLoad } from '../parts/use-load.ts';
import { Waiting } from '../parts/waiting.tsx';
import { movedDeadlines } from '../policy.ts';
import { ownPolicy } from './own-policy.ts';
import type { Booking, Offering, Slot } from '../storefront.ts';
import { words } from '../words.ts';
import { pageWords } from './page-words.ts';
import { offeringAt } from './load.ts';
import { type Managing, token } from './booking.ts';

/** Another time for the booking: pick, look at both, move. The old time stays theirs until the new one is. */
export function Reschedule({ booking, onChanged, onLeave }: Managing) {
  const own = { path: `/bookings/${booking.id}`, token };
  // It may be for sale no more: only the booking's own link leads to it then.
  const { value: offering, problem, retry } = useLoad(booking.id, (signal) => offeringAt({ path: `${own.path}/offering`, token, signal }));
  const [slot, setSlot] = useState<Slot | null>(null);
  const [taken, setTaken] = useState(false);
  const [day, setDay] = useState<string | null>(null);
  const item = booking.items[0];
  if (problem) return <Trouble {...{ problem, retry }} />;
  if (!offering || !item) return <Skeleton />;
  const { timezone } = offering;
  const was = span(item.startsAt, item.endsAt, timezone);
  const minutes = (Date.parse(item.endsAt) - Date.parse(item.startsAt)) / 60_000;
  const want = {
    quantity: item.quantity,
    durationMinutes: minutes,
    resourceId: null,
    own,
    // Check-out is earlier in the day than check-in, and a day may have an hour more or less.
    extra: { minutes, nights: Math.round(minutes / 1440), addOns: {} },
  };
  const again = (gone: boolean) => {
    setTaken(gone);
    setSlot(null);
  };
  const onPick = (next: Slot) => {
    setDay(dayOf(next.startsAt, timezone));
    setSlot(next);
  };
  if (slot) return <Move {...{ booking, offering, slot, was, onChanged }} onAgain={again} />;
  return (
    <section class="flow">
      <Heading text={words.chooseTime} focus onBack={onLeave} top />
      {taken && <Notice>{words.taken}</Notice>}
      <p class="zone">
        {pageWords.moveFrom} {was}
      </p>
      <When
        {...{ offering, want, onPick }}
        startDay={day ?? dayOf(item.startsAt, timezone)}
        onWant={() => {}}
        round={0}
        picking={null}
        fixed
      />
    </section>
  );
}

interface MoveProps extends Omit<Managing, 'onLeave'> {
  offering: Offering;
  slot: Slot;
  was: string;
  onAgain(taken: boolean): void;
}

function Move({ booking, offering, slot, was, onChanged, onAgain }: MoveProps) {
  const { busy, waiting, problem, run } = useAction<Booking>();
  const { startsAt, endsAt } = slot;
  const { timezone } = offering;
  const body = { startsAt, endsAt, ...(booking.items.length > 1 && { itemId: booking.items[0]?.id }) };
  const move = () =>
    run(
      { path: `/bookings/${booking.id}/reschedule`, body, token },
      (done) => onChanged(done, pageWords.moved),
      (refusal) => {
        if (isTaken(refusal)) onAgain(true);
        return isTaken(refusal);
      },
    );
  return (
    <section class="flow ask">
      <Heading text={pageWords.moveAsk} focus top />
      <Waiting {...{ waiting, problem }} />
      <dl class="receipt">
        <Line name={pageWords.moveFrom}>
          <span class="old">{was}</span>
        </Line>
        <Line name={pageWords.moveTo} strong>
          {span(startsAt, endsAt, timezone)}
        </Line>
      </dl>
      <p class="policy">{ownPolicy(booking, movedDeadlines(booking, startsAt), timezone)}</p>
      <div class="actions">
        <button type="button" class="primary" aria-busy={busy} onClick={move}>
          {busy ? words.working : pageWords.moveYes}
        </button>
        <button type="button" class="quiet" onClick={() => onAgain(false)}>
          {pageWords.moveOther}
        </button>
      </div>
    </section>
  );
}
