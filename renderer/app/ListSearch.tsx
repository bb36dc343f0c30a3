import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useId } from 'react';
import { useShortcuts } from './shortcuts.ts';

interface Props {
  /** what the list is called, as its screen is: `Coupons` */
  of: string;
  placeholder: string;
  className: string | undefined;
  value: string;
  onChange: (q: string) => void;
}

/** Narrows a list as one types; `f` leads to it. */
export function ListSearch({ of, placeholder, className, value, onChange }: Props) {
  const id = useId();
  useShortcuts([{ keys: 'f', label: 'Search in the list', group: of, run: () => document.getElementById(id)?.focus() }]);
  return (
    <TextInput
      id={id}
      className={className}
      placeholder={placeholder}
      aria-label={`Search ${of.toLowerCase()}`}
      leftSection={<IconSearch size={14} stroke={1.5} />}
      rightSection={value !== '' && <CloseButton size="xs" aria-label="Clear the search" onClick={() => onChange('')} />}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
