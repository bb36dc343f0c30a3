import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { useRun } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';
import { Section } from './Section.tsx';

interface Edit {
  bookingId: string;
  changes: { notes: string };
  seen: { notes: string };
}

/** Kept when the field is left. Goes with what its author saw, so that nobody's words are written over. */
export function BookingNotes({ booking }: { booking: BookingDetail }) {
  const { run } = useRun<Edit>('bookings.editNotes');
  const [draft, setDraft] = useState<{ seen: string; text: string } | null>(null);
  const save = async () => {
    if (!draft) return;
    if (draft.text === draft.seen) return setDraft(null);
    try {
      await run({ bookingId: booking.id, changes: { notes: draft.text }, seen: { notes: draft.seen } });
      setDraft(null);
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <Section title="Notes">
      <Textarea
        aria-label="Notes for the team"
        placeholder="For the team only"
        autosize
        minRows={1}
        maxRows={8}
        value={draft?.text ?? booking.notes}
        onChange={({ currentTarget }) => {
          const text = currentTarget.value;
          setDraft((before) => ({ seen: before?.seen ?? booking.notes, text }));
        }}
        onBlur={() => void save()}
      />
    </Section>
  );
}
