import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Json } from '#core/base/json.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import type { AttentionItem } from '#core/engine/bridge.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { formatAt } from '../../components/times.ts';
import { SlotPicker } from '../bookings/SlotPicker.tsx';
import { useSlotChoice } from '../bookings/slotChoice.ts';
import { lengthAsked } from '../bookings/stay.ts';
import { retimed } from './choices.ts';
import { fieldsOf, firstItem } from './words.ts';

interface Props {
  item: AttentionItem;
  timezone: string | undefined;
  onClose: () => void;
  onRetry: (input: Json) => Promise<void>;
}

/** The same command at a time of one's own choice. */
export function EditAgain({ item, onClose, onRetry }: Props) {
  const input = fieldsOf(item.input);
  const bookingId = typeof input['bookingId'] === 'string' ? input['bookingId'] : undefined;
  const booking = useAsk<BookingDetail>('bookings.booking', { bookingId }, { enabled: bookingId !== undefined });
  const moved = booking.data?.items.find(({ id }) => id === input['itemId']) ?? booking.data?.items[0];
  const asked = firstItem(item.input)['offeringId'];
  const offeringId = bookingId !== undefined ? moved?.offeringId : typeof asked === 'string' ? asked : undefined;
  const offering = useAsk<Offering>('catalog.offering', { idOrSlug: offeringId }, { enabled: offeringId !== undefined });
  return (
    <Modal opened onClose={onClose} title="Choose another time" size={480}>
      <Answered query={offering}>
        {(known) => (
          <Times
            offering={known}
            length={moved ? lengthAsked(known, moved) : lengthIn(firstItem(item.input), known)}
            quantity={moved?.quantity ?? Number(firstItem(item.input)['quantity'] ?? 1)}
            ignoring={moved?.id}
            start={typeof item.facts['nextAvailable'] === 'number' ? item.facts['nextAvailable'] : undefined}
            onClose={onClose}
            onTake={(startsAt, isOffPolicy) => {
              onClose();
              void onRetry(retimed(item.input, startsAt, isOffPolicy));
            }}
          />
        )}
      </Answered>
    </Modal>
  );
}

type Length = ReturnType<typeof lengthAsked>;

function lengthIn({ startsAt, endsAt, nights }: Record<string, Json>, offering: Offering): Length {
  if (typeof nights === 'number') return { nights };
  if (typeof startsAt === 'number' && typeof endsAt === 'number') return lengthAsked(offering, { startsAt, endsAt });
  return offering.nights === null ? { durationMinutes: offering.durationMinutes } : { nights: offering.nights.minNights };
}

interface TimesProps {
  offering: Offering;
  length: Length;
  quantity: number;
  ignoring: string | undefined;
  start: number | undefined;
  onClose: () => void;
  onTake: (startsAt: number, isOffPolicy: boolean) => void;
}

function Times({ offering, length, quantity, ignoring, start, onClose, onTake }: TimesProps) {
  const [itself] = useState(() => (ignoring === undefined ? undefined : [ignoring]));
  const choice = useSlotChoice({
    offeringId: offering.id,
    timezone: offering.timezone,
    ...length,
    quantity,
    start,
    ...(itself ? { ignoring: itself } : {}),
  });
  const { slot } = choice;
  return (
    <>
      <SlotPicker choice={choice} capacity={offering.capacity} />
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="default" onClick={onClose}>
          Back
        </Button>
        <Button disabled={!slot} onClick={() => slot && onTake(slot.startsAt, !slot.bookable)}>
          {slot ? `Take ${formatAt(slot.startsAt, 'dayTime', offering.timezone)}` : 'Choose a time'}
        </Button>
      </Group>
    </>
  );
}
