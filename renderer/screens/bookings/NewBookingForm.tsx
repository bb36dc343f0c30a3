import { Checkbox, Kbd, Button, NumberInput, Select, SimpleGrid, Stack, Text, Textarea } from '@mantine/core';
import { IconLayoutGridAdd } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { formatMoney } from '#core/base/money.ts';
import type { OfferingSummary, Resource } from '#core/domains/catalog/model.ts';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import { giveTyping, keepTyping } from '../../app/typeAhead.ts';
import { useAsk } from '../../bridge/ask.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { formatAt, lengthOf } from '../../components/times.ts';
import { type Booker, CustomerField, nobody } from './CustomerField.tsx';
import { ConflictNote } from './ConflictNote.tsx';
import classes from './NewBooking.module.css';
import { type SlotChoice, useSlotChoice } from './slotChoice.ts';
import { SlotPicker } from './SlotPicker.tsx';
import { useCreateBooking } from './useCreateBooking.ts';

interface Props {
  offerings: readonly OfferingSummary[];
  start: number | undefined;
  offeringId: string | undefined;
  customerId: string | undefined;
  onDone: () => void;
}

/** Offering, time, name, Enter: the next free time is chosen already. */
export function NewBookingForm({ offerings, start, offeringId, customerId, onDone }: Props) {
  const navigate = useNavigate();
  const root = useRef<HTMLDivElement>(null);
  // The drawer looks for its first field before the offerings are there.
  useEffect(() => giveTyping(root.current?.querySelector<HTMLInputElement>('[data-autofocus]')), []);
  const [chosen, setChosen] = useState(offeringId ?? (offerings.length === 1 ? offerings[0]?.id : undefined));
  const known = useKnownBooker(customerId);
  const [typed, setBooker] = useState<Booker | undefined>(undefined);
  const [notes, setNotes] = useState('');
  const offering = offerings.find(({ id }) => id === chosen);
  if (offerings.length === 0)
    return (
      <EmptyState
        icon={IconLayoutGridAdd}
        text="There is nothing to book yet: make an offering first."
        action={{ label: 'New offering', onClick: () => void navigate({ to: '/catalogue/new' }) }}
      />
    );
  return (
    <div className={classes.form} ref={root}>
      <div className={classes.offering}>
        <Select
          label="Offering"
          placeholder="What is booked?"
          data={offerings.map(({ id, title, status }) => ({ value: id, label: status === 'DRAFT' ? `${title} (draft)` : title }))}
          value={chosen ?? null}
          onChange={(id) => {
            if (customerId === undefined && id !== chosen) keepTyping();
            setChosen(id ?? undefined);
          }}
          searchable
          allowDeselect={false}
          nothingFoundMessage="No offering is called that"
          data-autofocus={chosen === undefined || undefined}
        />
      </div>
      {offering && (
        <BookingFields
          key={offering.id}
          offering={offering}
          start={start}
          booker={typed ?? known}
          setBooker={setBooker}
          notes={notes}
          setNotes={setNotes}
          focusName={customerId === undefined}
          onDone={onDone}
        />
      )}
    </div>
  );
}

const FOCUS_MS = 50;

interface FieldsProps {
  offering: OfferingSummary;
  start: number | undefined;
  booker: Booker;
  setBooker: (booker: Booker) => void;
  notes: string;
  setNotes: (notes: string) => void;
  focusName: boolean;
  onDone: () => void;
}

/** Made anew for another offering; what was typed about the customer stays with the form. */
function BookingFields({ offering, start, booker, setBooker, notes, setNotes, focusName, onDone }: FieldsProps) {
  const [quantity, setQuantity] = useState(1);
  const [durationMinutes, setDuration] = useState(offering.durationMinutes);
  const [resourceId, setResource] = useState<string | undefined>(undefined);
  const [confirm, setConfirm] = useState(true);
  const choice = useSlotChoice({ offeringId: offering.id, timezone: offering.timezone, durationMinutes, quantity, resourceId, start });
  const creating = useCreateBooking({ offering, durationMinutes, quantity, resourceId, booker, notes, confirm, onDone });
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!focusName) return;
    // After the list of offerings has closed and given the focus back to its field.
    const timer = setTimeout(() => giveTyping(form.current?.querySelector<HTMLInputElement>('[data-autofocus]')), FOCUS_MS);
    return () => clearTimeout(timer);
  }, [focusName]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (choice.slot) void creating.create(choice.slot);
  };
  return (
    <form ref={form} className={classes.fields} onSubmit={submit} noValidate>
      <Stack gap="lg" className={classes.scroll}>
        <Measures {...{ offering, quantity, setQuantity, durationMinutes, setDuration, resourceId, setResource }} />
        <SlotPicker choice={choice} capacity={offering.capacity} />
        <CustomerField value={booker} onChange={setBooker} error={creating.nameError} focusFirst={focusName} />
        <Textarea
          label="Notes"
          placeholder="For the team only"
          autosize
          minRows={1}
          maxRows={5}
          value={notes}
          onChange={({ currentTarget }) => setNotes(currentTarget.value)}
        />
        {offering.approval === 'manual' && (
          <Checkbox
            label="Confirm at once, without waiting for approval"
            checked={confirm}
            onChange={({ currentTarget }) => setConfirm(currentTarget.checked)}
          />
        )}
      </Stack>
      <div className={classes.footer}>
        {creating.failure && (
          <ConflictNote
            failure={creating.failure}
            timezone={offering.timezone}
            running={creating.running}
            label="Book"
            onTake={(at) => {
              choice.pickAt(at);
              void creating.createAt(at);
            }}
          />
        )}
        <div className={classes.sum}>
          <Summary offering={offering} choice={choice} />
          <Button type="submit" loading={creating.running} disabled={!choice.slot} rightSection={<Kbd className={classes.key}>↵</Kbd>}>
            Book
          </Button>
        </div>
      </div>
    </form>
  );
}

function useKnownBooker(customerId: string | undefined): Booker {
  const { data: customer } = useAsk<CustomerSummary>('customers.customer', { customerId }, { enabled: customerId !== undefined });
  if (customerId === undefined || !customer) return nobody;
  return { id: customer.id, name: customer.name, email: customer.email ?? '', phone: customer.phone ?? '' };
}

function Summary({ offering, choice }: { offering: OfferingSummary; choice: SlotChoice }) {
  const { slot } = choice;
  return (
    <div className={classes.words}>
      <Text fw={600} className="num">
        {slot ? formatMoney(slot.priceCents, { currency: offering.currency }) : ' '}
      </Text>
      <Text size="xs" c="dimmed" truncate className="num">
        {slot ? formatAt(slot.startsAt, 'dayTime', offering.timezone) : choice.loading ? ' ' : 'Nothing is free'}
      </Text>
    </div>
  );
}

interface MeasuresProps {
  offering: OfferingSummary;
  quantity: number;
  setQuantity: (quantity: number) => void;
  durationMinutes: number;
  setDuration: (minutes: number) => void;
  resourceId: string | undefined;
  setResource: (id: string | undefined) => void;
}

const LONGEST_MINUTES = 720;
const none: Resource[] = [];

/** How many, how long, with whom: each only where the offering leaves it open. */
function Measures(props: MeasuresProps) {
  const { offering } = props;
  const { data: resources = none } = useAsk<Resource[]>('catalog.resources', {}, { tables: ['resources'] });
  const mine = new Set(offering.resourceGroups.flat());
  const fitting = resources.filter(({ id, active }) => active && mine.has(id));
  const lengths = Array.from(
    { length: Math.floor(LONGEST_MINUTES / offering.durationMinutes) },
    (_, i) => (i + 1) * offering.durationMinutes,
  );
  const hasLength = offering.pricingModel === 'HOURLY' && lengths.length > 1;
  if (offering.capacity === 1 && !hasLength && fitting.length < 2) return null;
  return (
    <SimpleGrid cols={2} spacing="sm">
      {offering.capacity > 1 && (
        <NumberInput
          label="Quantity"
          min={1}
          max={offering.capacity}
          clampBehavior="strict"
          value={props.quantity}
          onChange={(value) => props.setQuantity(Math.max(1, Number(value) || 1))}
        />
      )}
      {hasLength && (
        <Select
          label="Length"
          data={lengths.map((minutes) => ({ value: String(minutes), label: lengthOf(minutes) }))}
          value={String(props.durationMinutes)}
          onChange={(value) => props.setDuration(Number(value))}
          allowDeselect={false}
        />
      )}
      {fitting.length > 1 && (
        <Select
          label="With"
          placeholder="Whoever is free"
          clearable
          data={fitting.map(({ id, name }) => ({ value: id, label: name }))}
          value={props.resourceId ?? null}
          onChange={(id) => props.setResource(id ?? undefined)}
        />
      )}
    </SimpleGrid>
  );
}
