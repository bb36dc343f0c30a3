import { Modal, Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { CustomerFields } from '#core/domains/customers/model.ts';
import { useRun } from '../../bridge/ask.ts';
import { ContactFields } from '../../components/ContactFields.tsx';
import { FormFoot } from '../../components/FormFoot.tsx';

interface Props {
  opened: boolean;
  onClose: () => void;
  onMade: (customerId: string) => void;
}

export function NewCustomerDialog({ opened, onClose, onMade }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="New customer" size={440}>
      <NewCustomerForm onClose={onClose} onMade={onMade} />
    </Modal>
  );
}

function NewCustomerForm({ onClose, onMade }: Omit<Props, 'opened'>) {
  const [name, setName] = useState('');
  const [contact, setContact] = useState({ email: '', phone: '' });
  const { run, running, error } = useRun<CustomerFields, { customerId: string }>('customers.create');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const { email, phone } = contact;
    const made = await run({ name: name.trim(), email: email.trim() || null, phone: phone.trim() || null, notes: '' }).catch(() => null);
    if (!made) return;
    onClose();
    onMade(made.customerId);
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <TextInput label="Name" required value={name} onChange={({ currentTarget }) => setName(currentTarget.value)} data-autofocus />
        <ContactFields value={contact} onChange={(changes) => setContact((before) => ({ ...before, ...changes }))} />
        <FormFoot error={error} verb="Add" running={running} disabled={name.trim() === ''} onCancel={onClose} />
      </Stack>
    </form>
  );
}
