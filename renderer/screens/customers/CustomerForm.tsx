import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { CustomerFields, CustomerSummary } from '#core/domains/customers/model.ts';
import { useRun } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';

interface Edit {
  customerId: string;
  changes: Partial<CustomerFields>;
  seen: Partial<CustomerFields>;
}

const fieldNames = ['name', 'email', 'phone', 'notes'] as const;

/** Edited in place; Save appears with the first change. Goes with what was seen, so that no other's change is written over. */
export function CustomerForm({ customer }: { customer: CustomerSummary }) {
  const [draft, setDraft] = useState<CustomerFields>(customer);
  const { run, running } = useRun<Edit>('customers.update');
  const changed = fieldNames.filter((name) => (draft[name] ?? '') !== (customer[name] ?? ''));
  const set = (part: Partial<CustomerFields>) => setDraft((before) => ({ ...before, ...part }));
  const only = (from: CustomerFields): Partial<CustomerFields> =>
    Object.fromEntries(changed.map((name) => [name, clean(name, from[name])]));
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      await run({ customerId: customer.id, changes: only(draft), seen: only(customer) });
      toast.ok('Saved.');
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <form onSubmit={(event) => void save(event)} noValidate>
      <Stack gap="sm">
        <TextInput label="Name" value={draft.name} required onChange={({ currentTarget }) => set({ name: currentTarget.value })} />
        <Group grow gap="sm">
          <TextInput
            label="E-mail"
            type="email"
            value={draft.email ?? ''}
            onChange={({ currentTarget }) => set({ email: currentTarget.value })}
          />
          <TextInput
            label="Phone"
            type="tel"
            value={draft.phone ?? ''}
            onChange={({ currentTarget }) => set({ phone: currentTarget.value })}
          />
        </Group>
        <Textarea
          label="Notes"
          placeholder="What the team should know"
          autosize
          minRows={2}
          maxRows={8}
          value={draft.notes}
          onChange={({ currentTarget }) => set({ notes: currentTarget.value })}
        />
        {changed.length > 0 && (
          <Group gap="sm" justify="flex-end">
            <Button variant="default" onClick={() => setDraft(customer)}>
              Revert
            </Button>
            <Button type="submit" loading={running} disabled={draft.name.trim() === ''}>
              Save
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

const clean = (name: (typeof fieldNames)[number], value: string | null): string | null => {
  const text = (value ?? '').trim();
  return text === '' && (name === 'email' || name === 'phone') ? null : text;
};
