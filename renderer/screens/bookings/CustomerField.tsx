import { CloseButton, Combobox, SimpleGrid, Text, TextInput, useCombobox } from '@mantine/core';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { ContactFields } from '../../components/ContactFields.tsx';

export interface Booker {
  /** a customer whom the business knows; then the rest is theirs */
  id?: string | undefined;
  name: string;
  email: string;
  phone: string;
}

export const nobody: Booker = { name: '', email: '', phone: '' };

interface Props {
  value: Booker;
  onChange: (booker: Booker) => void;
  error?: string | undefined;
  focusFirst?: boolean;
}

const none: CustomerSummary[] = [];

/** Type a name: who is known is offered, anybody else is new. */
export function CustomerField({ value, onChange, error, focusFirst = false }: Props) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const q = value.name.trim();
  const isSearching = value.id === undefined && q.length > 0;
  const { data: found = none } = useAsk<CustomerSummary[]>(
    'customers.list',
    { q, limit: 6 },
    { enabled: isSearching, tables: ['customers'] },
  );
  const offered = isSearching ? found : none;
  const choose = (id: string) => {
    const customer = offered.find((other) => other.id === id);
    if (customer) onChange({ id, name: customer.name, email: customer.email ?? '', phone: customer.phone ?? '' });
    combobox.closeDropdown();
  };
  return (
    <>
      <Combobox store={combobox} onOptionSubmit={choose}>
        <Combobox.Target>
          <TextInput
            label="Customer"
            placeholder="Name"
            required
            autoComplete="off"
            data-autofocus={focusFirst || undefined}
            error={error}
            value={value.name}
            rightSection={
              value.id !== undefined && <CloseButton size="xs" aria-label="Another customer" onClick={() => onChange(nobody)} />
            }
            onChange={({ currentTarget }) => {
              onChange({ ...(value.id === undefined ? value : nobody), name: currentTarget.value });
              combobox.openDropdown();
            }}
            onBlur={() => combobox.closeDropdown()}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={offered.length === 0}>
          <Combobox.Options aria-label="Customers">
            {offered.map((customer) => (
              <Combobox.Option key={customer.id} value={customer.id}>
                <Text size="sm" fw={500} truncate>
                  {customer.name}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {[customer.email, customer.phone, visits(customer.bookings)].filter(Boolean).join(' · ')}
                </Text>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {value.id === undefined ? (
        <SimpleGrid cols={2} spacing="sm">
          <ContactFields value={value} onChange={(changes) => onChange({ ...value, ...changes })} autoComplete="off" />
        </SimpleGrid>
      ) : (
        <Text size="xs" c="dimmed">
          {[value.email, value.phone].filter(Boolean).join(' · ') || 'No e-mail or phone on file.'}
        </Text>
      )}
    </>
  );
}

const visits = (count: number) => (count === 1 ? '1 booking' : `${count} bookings`);
