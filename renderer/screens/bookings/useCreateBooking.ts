import { useState } from 'react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { useRun } from '../../bridge/ask.ts';
import { type BridgeFailure, failureOf } from '../../bridge/failure.ts';
import { formatAt } from '../../components/times.ts';
import { toast } from '../../components/toasts.ts';
import type { Booker } from './CustomerField.tsx';
import type { PricedSlot } from './slotChoice.ts';

interface Draft {
  offering: OfferingSummary;
  durationMinutes: number;
  quantity: number;
  resourceId: string | undefined;
  booker: Booker;
  notes: string;
  confirm: boolean;
  onDone: () => void;
}

interface Created {
  bookingId: string;
  confirmationCode: string;
  status: string;
}

export function useCreateBooking(draft: Draft) {
  const { run, running } = useRun<unknown, Created>('bookings.create');
  const [failure, setFailure] = useState<BridgeFailure | null>(null);
  const [nameError, setNameError] = useState<string | undefined>(undefined);
  const { offering, booker } = draft;

  const book = async (startsAt: number, overridePolicy: boolean) => {
    const name = booker.name.trim();
    setNameError(name === '' ? 'Whose booking is it?' : undefined);
    if (name === '') return;
    setFailure(null);
    try {
      const { status } = await run({ ...inputOf(draft, startsAt), overridePolicy });
      const when = formatAt(startsAt, 'dayTime', offering.timezone);
      toast.ok(status === 'PENDING' ? `${name} waits for approval: ${when}.` : `${name} is booked: ${when}.`);
      draft.onDone();
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return {
    running,
    failure,
    nameError: booker.name.trim() === '' ? nameError : undefined,
    create: (slot: PricedSlot) => book(slot.startsAt, !slot.bookable),
    /** at a time that the host itself offered */
    createAt: (startsAt: number) => book(startsAt, false),
  };
}

function inputOf({ offering, durationMinutes, quantity, resourceId, booker, notes, confirm }: Draft, startsAt: number) {
  return {
    items: [
      {
        offeringId: offering.id,
        startsAt,
        quantity,
        ...(durationMinutes === offering.durationMinutes ? {} : { endsAt: startsAt + durationMinutes * 60_000 }),
        ...(resourceId === undefined ? {} : { resourceId }),
      },
    ],
    customer:
      booker.id === undefined
        ? { name: booker.name.trim(), email: booker.email.trim() || null, phone: booker.phone.trim() || null }
        : { id: booker.id },
    source: 'desk',
    notes: notes.trim(),
    confirm,
  };
}
