import { useState } from 'react';
import { useRun } from '../../bridge/ask.ts';
import { type BridgeFailure, failureOf } from '../../bridge/failure.ts';
import { formatAt } from '../../components/times.ts';
import { toast } from '../../components/toasts.ts';
import type { Booker } from './CustomerField.tsx';
import { itemOf } from './itemDraft.ts';
import type { WishedItem } from './usePrice.ts';

interface Draft {
  timezone: string;
  booker: Booker;
  notes: string;
  confirm: boolean;
  /** empty: none */
  couponCode: string;
  onDone: () => void;
}

interface Created {
  bookingId: string;
  confirmationCode: string;
  status: string;
}

interface CreatedSeries {
  bookings: readonly Created[];
  skipped: readonly number[];
}

export interface SeriesWish {
  rrule?: string;
  /** the starts themselves, in place of a rule */
  dates?: number[];
  take: 'all' | 'free';
  overridePolicy: boolean;
}

export function useCreateBooking(draft: Draft) {
  const one = useRun<unknown, Created>('bookings.create');
  const many = useRun<unknown, CreatedSeries>('bookings.createSeries');
  const [failure, setFailure] = useState<BridgeFailure | null>(null);
  const [nameError, setNameError] = useState<string | undefined>(undefined);
  const { booker, timezone } = draft;
  const name = booker.name.trim();

  /** @returns what to say when it is done; nothing is sent for nobody */
  const send = async (make: () => Promise<string>) => {
    setNameError(name === '' ? 'Whose booking is it?' : undefined);
    if (name === '') return;
    setFailure(null);
    try {
      toast.ok(await make());
      draft.onDone();
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  const shared = () => ({ customer: customerOf(booker), source: 'desk', notes: draft.notes.trim() });

  return {
    running: one.running || many.running,
    failure,
    nameError: name === '' ? nameError : undefined,
    create: (items: readonly WishedItem[], overridePolicy: boolean) =>
      send(async () => {
        const wishes = items.map(({ offering, draft: wished, startsAt }) => itemOf(offering, wished, startsAt));
        const coupon = draft.couponCode === '' ? {} : { couponCode: draft.couponCode };
        const { status } = await one.run({ ...shared(), ...coupon, items: wishes, confirm: draft.confirm, overridePolicy });
        const when = formatAt(items[0]?.startsAt ?? 0, 'dayTime', timezone);
        return status === 'PENDING' ? `${name} waits for approval: ${when}.` : `${name} is booked: ${when}.`;
      }),
    createSeries: ({ offering, draft: wished, startsAt }: WishedItem, series: SeriesWish) =>
      send(async () => {
        const { bookings, skipped } = await many.run({ ...shared(), ...series, item: itemOf(offering, wished, startsAt) });
        const dates = bookings.length === 1 ? '1 date' : `${bookings.length} dates`;
        return `${name} is booked: ${dates}${skipped.length > 0 ? `, ${skipped.length} left out` : ''}.`;
      }),
  };
}

const customerOf = ({ id, name, email, phone }: Booker) =>
  id === undefined ? { name: name.trim(), email: email.trim() || null, phone: phone.trim() || null } : { id };
