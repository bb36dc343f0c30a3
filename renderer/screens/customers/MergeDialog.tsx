import { Button, Combobox, Modal, Stack, Text, TextInput, useCombobox } from '@mantine/core';
import { useState } from 'react';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';
import { MergeChoice } from './MergeChoice.tsx';
import { visitsWords } from './merging.ts';
import { useDuplicates } from './useDuplicates.ts';

interface Props {
  customer: CustomerSummary;
  onClose: () => void;
  onMerged: (keptId: string) => void;
}

/** From one customer: who else they are, then which of both stays. */
export function MergeDialog({ customer, onClose, onMerged }: Props) {
  const [other, setOther] = useState<CustomerSummary | null>(null);
  return (
    <Modal opened onClose={onClose} title="Merge customers" size={other === null ? 440 : 560}>
      {other === null ? (
        <WhoElse customer={customer} onChoose={setOther} />
      ) : (
        <MergeChoice
          key={other.id}
          customers={[customer, other]}
          usual={customer}
          aside={
            <Button variant="subtle" onClick={() => setOther(null)}>
              Somebody else
            </Button>
          }
          out={{ label: 'Cancel', leave: onClose }}
          onMerged={(kept) => {
            toast.ok(`${kept.name} is one customer now.`);
            onClose();
            onMerged(kept.id);
          }}
        />
      )}
    </Modal>
  );
}

const none: CustomerSummary[] = [];
const MOST = 7;

/** Before anything is typed, those that look like them. */
function WhoElse({ customer, onChoose }: { customer: CustomerSummary; onChoose: (other: CustomerSummary) => void }) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState('');
  const { groups } = useDuplicates();
  const q = typed.trim();
  const found = useAsk<CustomerSummary[]>('customers.list', { q, limit: MOST }, { enabled: q !== '', tables: ['customers'] });
  const alike = groups.flatMap(({ customers }) => (customers.some(({ id }) => id === customer.id) ? customers : []));
  const known = q === '' ? [...new Map(alike.map((one) => [one.id, one])).values()] : (found.data ?? none);
  const offered = known.filter(({ id }) => id !== customer.id).slice(0, MOST - 1);
  const isNobody = q !== '' && found.data !== undefined && !found.isPlaceholderData && offered.length === 0;
  const choose = (id: string) => {
    const other = offered.find((one) => one.id === id);
    if (other) onChoose(other);
  };
  return (
    <Stack gap="md" mih={120}>
      <Combobox store={combobox} onOptionSubmit={choose}>
        <Combobox.Target>
          <TextInput
            label={
              <>
                Who is the same person as <bdi>{customer.name}</bdi>?
              </>
            }
            placeholder="Name, e-mail or phone"
            autoComplete="off"
            data-autofocus
            value={typed}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onChange={({ currentTarget }) => {
              setTyped(currentTarget.value);
              combobox.openDropdown();
              combobox.updateSelectedOptionIndex();
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={offered.length === 0}>
          <Combobox.Options aria-label="Customers">
            {offered.map((other) => (
              <Combobox.Option key={other.id} value={other.id}>
                <Text size="sm" fw={500} truncate dir="auto" ta="left">
                  {other.name}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {[other.email, other.phone, visitsWords(other)].filter(Boolean).join(' · ')}
                </Text>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <Text size="xs" c="dimmed" role="status">
        {isNobody ? `Nobody else is called “${q}”.` : ''}
      </Text>
    </Stack>
  );
}
