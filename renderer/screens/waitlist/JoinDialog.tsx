import { Modal, NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { dayParts, dayPartSpan } from '#core/base/dayParts.ts';
import { nightsRange } from '#core/base/nights.ts';
import { addDays, instantToWall } from '#core/base/zone.ts';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { useAsk, useRun } from '../../bridge/ask.ts';
import { ContactFields } from '../../components/ContactFields.tsx';
import { FormFoot } from '../../components/FormFoot.tsx';
import { lengthOf } from '../../components/times.ts';
import { useNow } from '../../components/useNow.ts';

interface Props {
  onClose: () => void;
  onMade: (waitlistId: string) => void;
}

const none: OfferingSummary[] = [];
const WEEK_DAYS = 6;

export function JoinDialog({ onClose, onMade }: Props) {
  const { data: offerings = none } = useAsk<OfferingSummary[]>('catalog.offerings', { status: 'PUBLISHED' }, { tables: ['offerings'] });
  return (
    <Modal opened onClose={onClose} title="Add to the waiting list" size={440}>
      <JoinForm offerings={offerings} onClose={onClose} onMade={onMade} />
    </Modal>
  );
}

function JoinForm({ offerings, onClose, onMade }: Props & { offerings: readonly OfferingSummary[] }) {
  const [offeringId, setOffering] = useState<string | null>(null);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [time, setTime] = useState('any');
  const [quantity, setQuantity] = useState(1);
  const [length, setLength] = useState<Length>({});
  const [who, setWho] = useState({ name: '', email: '', phone: '' });
  const { run, running, error } = useRun<unknown, { waitlistId: string }>('waitlist.join');
  const now = useNow();
  const offering = offerings.find(({ id }) => id === offeringId);
  const today = instantToWall(offering?.timezone ?? 'UTC', now).date;
  const fromDate = from || today;
  const toDate = to || addDays(fromDate, WEEK_DAYS);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!offering) return;
    const span = dayPartSpan(time);
    const contact = { name: who.name.trim(), email: who.email.trim() || null, phone: who.phone.trim() || null };
    const made = await run({ offeringId: offering.id, fromDate, toDate, quantity, ...length, ...span, ...contact }).catch(() => null);
    if (!made) return;
    onClose();
    onMade(made.waitlistId);
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Select
          label="Offering"
          placeholder="What do they wait for?"
          data={offerings.map(({ id, title }) => ({ value: id, label: title }))}
          value={offeringId}
          onChange={(chosen) => {
            setOffering(chosen);
            setLength({});
          }}
          searchable
          allowDeselect={false}
          nothingFoundMessage="No offering is called that"
          data-autofocus
        />
        <SimpleGrid cols={2} spacing="sm">
          <TextInput label="From" type="date" min={today} value={fromDate} onChange={({ currentTarget }) => setFrom(currentTarget.value)} />
          <TextInput label="To" type="date" min={fromDate} value={toDate} onChange={({ currentTarget }) => setTo(currentTarget.value)} />
          <Select
            label="Time of day"
            data={Object.entries(dayParts).map(([value, { label }]) => ({ value, label }))}
            value={time}
            onChange={(value) => setTime(value ?? 'any')}
            allowDeselect={false}
          />
          {offering && <LengthField offering={offering} length={length} onChange={setLength} />}
          {offering && offering.capacity > 1 && (
            <NumberInput
              label="Places"
              min={1}
              max={offering.capacity}
              clampBehavior="strict"
              value={quantity}
              onChange={(value) => setQuantity(Math.max(1, Number(value) || 1))}
            />
          )}
        </SimpleGrid>
        <TextInput
          label="Customer"
          placeholder="Name"
          required
          autoComplete="off"
          value={who.name}
          onChange={({ currentTarget }) => setWho({ ...who, name: currentTarget.value })}
        />
        <SimpleGrid cols={2} spacing="sm">
          <ContactFields value={who} onChange={(changes) => setWho({ ...who, ...changes })} autoComplete="off" />
        </SimpleGrid>
        <FormFoot error={error} verb="Add" running={running} disabled={!offering || who.name.trim() === ''} onCancel={onClose} />
      </Stack>
    </form>
  );
}

interface Length {
  nights?: number;
  durationMinutes?: number;
}

/** For how long, where the offering leaves it open; said only where it isn't the usual. */
function LengthField({ offering, length, onChange }: { offering: OfferingSummary; length: Length; onChange: (to: Length) => void }) {
  const { nights, durationMinutes, durations } = offering;
  if (nights !== null)
    return (
      <NumberInput
        label="Nights"
        placeholder={`${nights.minNights}, the fewest`}
        {...nightsRange(nights)}
        allowDecimal={false}
        value={length.nights ?? ''}
        onChange={(value) => onChange(typeof value === 'number' ? { nights: value } : {})}
      />
    );
  if (durations.length === 0) return null;
  const lengths = [durationMinutes, ...durations.map(({ minutes }) => minutes)].toSorted((a, b) => a - b);
  return (
    <Select
      label="Lasts"
      data={lengths.map((minutes) => ({ value: String(minutes), label: lengthOf(minutes) }))}
      value={String(length.durationMinutes ?? durationMinutes)}
      onChange={(value) => onChange(Number(value) === durationMinutes ? {} : { durationMinutes: Number(value) })}
      allowDeselect={false}
    />
  );
}
