/** Which time is being chosen: the next free one until somebody picks another. The host computes; this only remembers clicks. */
import { useState } from 'react';
import { addDays, instantToWall } from '#core/base/zone.ts';
import type { Slot } from '#core/domains/availability/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { useNow } from '../../components/useNow.ts';

export type PricedSlot = Slot & { priceCents: number };

interface SlotAnswer {
  timezone: string;
  slots: PricedSlot[];
  nextAvailable: number | null;
}

export interface SlotQuestion {
  offeringId: string;
  timezone: string;
  /** absent: the offering's own */
  durationMinutes?: number | undefined;
  /** of what is sold by the night */
  nights?: number | undefined;
  /** that make it longer */
  addOns?: readonly { key: string; quantity: number }[] | undefined;
  quantity: number;
  resourceId?: string | undefined;
  /** items that stand in nobody's way: the one that is moved */
  ignoring?: readonly string[];
  /** where to begin looking, and what to choose there */
  start?: number | undefined;
  /** the local date from which the first free time is looked for; today where it is past or not said */
  from?: string | undefined;
}

export interface SlotChoice {
  slot: PricedSlot | undefined;
  pick: (slot: PricedSlot) => void;
  /** to a time that may lie on another day */
  pickAt: (startsAt: number) => void;
  days: readonly { date: string; free: number }[];
  day: string;
  showDay: (date: string) => void;
  week: (step: 1 | -1) => void;
  isFirstWeek: boolean;
  slots: readonly PricedSlot[];
  loading: boolean;
  error: Error | null;
  timezone: string;
  nextAvailable: number | null;
}

const DAYS = 7;

function useWeek(question: SlotQuestion, from: string, enabled: boolean) {
  const { offeringId, durationMinutes, nights, addOns, quantity, resourceId, ignoring } = question;
  return useAsk<SlotAnswer>(
    'availability.slots',
    {
      offeringId,
      from,
      to: addDays(from, DAYS),
      explain: true,
      quantity,
      ...(durationMinutes === undefined ? {} : { durationMinutes }),
      ...(nights === undefined ? {} : { nights }),
      ...(addOns === undefined ? {} : { addOns }),
      ...(resourceId === undefined ? {} : { resourceId }),
      ...(ignoring === undefined ? {} : { ignoring }),
    },
    { enabled, every: 60_000 },
  );
}

export function useSlotChoice(question: SlotQuestion, enabled = true): SlotChoice {
  const { timezone } = question;
  const now = useNow();
  const dateOf = (at: number) => instantToWall(timezone, at).date;
  const today = dateOf(now);
  const [wish, setWish] = useState<{ at: number } | undefined>(question.start === undefined ? undefined : { at: question.start });
  const [anchor, setAnchor] = useState<string | undefined>(undefined);
  const [shownDay, setShownDay] = useState<string | undefined>(undefined);

  const coming = useWeek(question, today, enabled);
  const next = coming.data?.nextAvailable ?? null;
  const usual = next === null ? today : firstOf(dateOf(next), today);
  const asked = question.from !== undefined && question.from > usual ? question.from : usual;
  const from = anchor ?? (wish ? firstOf(dateOf(wish.at), today) : asked);
  const week = useWeek(question, from, enabled);
  const all = week.data?.slots ?? [];
  const days = Array.from({ length: DAYS }, (_, i) => {
    const date = addDays(from, i);
    return { date, free: all.filter((slot) => slot.bookable && dateOf(slot.startsAt) === date).length };
  });
  const wished = wish && (all.find(({ startsAt }) => startsAt === wish.at) ?? offGrid(question, wish.at, all));
  const slot = wished ?? all.find(({ bookable }) => bookable);
  const day = shownDay ?? (slot && dateOf(slot.startsAt) >= from ? dateOf(slot.startsAt) : from);
  return {
    slot: week.data === undefined ? undefined : slot,
    pick: ({ startsAt }) => setWish({ at: startsAt }),
    pickAt: (startsAt) => {
      setWish({ at: startsAt });
      setAnchor(undefined);
      setShownDay(undefined);
    },
    days,
    day,
    showDay: setShownDay,
    week: (step) => {
      const to = addDays(from, step * DAYS);
      setAnchor(to < today ? today : to);
      setShownDay(undefined);
    },
    isFirstWeek: from <= today,
    // What is over can't be wished for; what has only begun may be a walk-in.
    slots: all.filter(({ startsAt, endsAt }) => dateOf(startsAt) === day && endsAt > now),
    loading: week.data === undefined,
    error: week.data === undefined ? week.error : null,
    timezone,
    nextAvailable: week.data?.nextAvailable ?? null,
  };
}

/** The strip begins today while the wish is near, else on its day. */
function firstOf(date: string, today: string): string {
  return date >= today && date < addDays(today, DAYS) ? today : date;
}

/** A time that no slot starts at, such as the one that a calendar was clicked at: staff may book it all the same. */
function offGrid({ durationMinutes }: SlotQuestion, at: number, others: readonly PricedSlot[]): PricedSlot {
  return {
    startsAt: at,
    endsAt: at + (durationMinutes ?? 0) * 60_000,
    remaining: 0,
    bookable: false,
    reason: { code: 'off_grid' },
    resourceIds: [],
    priceCents: others[0]?.priceCents ?? 0,
  };
}
