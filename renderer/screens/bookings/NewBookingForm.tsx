import { Select } from '@mantine/core';
import { IconLayoutGridAdd } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { OfferingSummary, Resource } from '#core/domains/catalog/model.ts';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import { giveTyping, keepTyping } from '../../app/typeAhead.ts';
import { useAsk } from '../../bridge/ask.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { BookingFields } from './BookingFields.tsx';
import { type Booker, nobody } from './CustomerField.tsx';
import { serves, type TimeWish } from './itemDraft.ts';
import classes from './NewBooking.module.css';

interface Props {
  offerings: readonly OfferingSummary[];
  wish: TimeWish;
  offeringId: string | undefined;
  customerId: string | undefined;
  onDone: () => void;
}

/** Offering, time, name, Enter: the next free time is chosen already. */
export function NewBookingForm({ offerings, wish, offeringId, customerId, onDone }: Props) {
  const navigate = useNavigate();
  const root = useRef<HTMLDivElement>(null);
  // The drawer looks for its first field before the offerings are there.
  useEffect(() => giveTyping(root.current?.querySelector<HTMLInputElement>('[data-autofocus]')), []);
  const [chosen, setChosen] = useOffering({ offerings, wish, offeringId });
  const known = useKnownBooker(customerId);
  const [typed, setBooker] = useState<Booker | undefined>(undefined);
  const [notes, setNotes] = useState('');
  const offering = offerings.find(({ id }) => id === chosen);
  const choices = useChoices(offerings, wish.resource);
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
          data={choices}
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
          key={[offering.id, wish.start, wish.end, wish.resource].join()}
          offerings={offerings}
          offering={offering}
          wish={wish}
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

interface Asked {
  offerings: readonly OfferingSummary[];
  wish: TimeWish;
  offeringId: string | undefined;
}

/** The one of the address, also where that changes while the form is open; else the only one that there is, or that the resource serves. */
function useOffering({ offerings, wish: { resource }, offeringId }: Asked) {
  const served = offerings.filter((each) => each.status === 'PUBLISHED' && resource !== undefined && serves(resource, each));
  const only = [offerings, served].find(({ length }) => length === 1)?.[0]?.id;
  const [chosen, setChosen] = useState(offeringId ?? only);
  const [addressed, setAddressed] = useState(offeringId);
  if (addressed !== offeringId) {
    setAddressed(offeringId);
    if (offeringId !== undefined) setChosen(offeringId);
  }
  return [chosen, setChosen] as const;
}

const noResources: Resource[] = [];

/** By their titles; those that the resource serves stand first. */
function useChoices(offerings: readonly OfferingSummary[], resourceId: string | undefined) {
  const { data: resources = noResources } = useAsk<Resource[]>('catalog.resources', {}, { tables: ['resources'] });
  const named = (of: readonly OfferingSummary[]) =>
    of.map(({ id, title, status }) => ({ value: id, label: status === 'DRAFT' ? `${title} (draft)` : title }));
  const resource = resources.find(({ id }) => id === resourceId);
  const { served = [], others = [] } = Object.groupBy(offerings, (each) => (resource && serves(resource.id, each) ? 'served' : 'others'));
  if (!resource || served.length === 0 || others.length === 0) return named(offerings);
  return [
    { group: `With ${resource.name}`, items: named(served) },
    { group: 'Everything else', items: named(others) },
  ];
}

function useKnownBooker(customerId: string | undefined): Booker {
  const { data: customer } = useAsk<CustomerSummary>('customers.customer', { customerId }, { enabled: customerId !== undefined });
  if (customerId === undefined || !customer) return nobody;
  return { id: customer.id, name: customer.name, email: customer.email ?? '', phone: customer.phone ?? '' };
}
