import { Select } from '@mantine/core';
import { IconLayoutGridAdd } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import { giveTyping, keepTyping } from '../../app/typeAhead.ts';
import { useAsk } from '../../bridge/ask.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { BookingFields } from './BookingFields.tsx';
import { type Booker, nobody } from './CustomerField.tsx';
import classes from './NewBooking.module.css';

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
          offerings={offerings}
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

function useKnownBooker(customerId: string | undefined): Booker {
  const { data: customer } = useAsk<CustomerSummary>('customers.customer', { customerId }, { enabled: customerId !== undefined });
  if (customerId === undefined || !customer) return nobody;
  return { id: customer.id, name: customer.name, email: customer.email ?? '', phone: customer.phone ?? '' };
}
