import { TextInput } from '@mantine/core';

interface Contact {
  email: string;
  phone: string;
}

interface Props {
  value: Contact;
  onChange: (changes: Partial<Contact>) => void;
  /** `off` where a browser would offer the user's own */
  autoComplete?: 'off';
}

/** A customer's e-mail and phone, neither of which need be known. */
export function ContactFields({ value, onChange, ...rest }: Props) {
  return (
    <>
      <TextInput
        {...rest}
        label="E-mail"
        type="email"
        placeholder="Optional"
        value={value.email}
        onChange={({ currentTarget }) => onChange({ email: currentTarget.value })}
      />
      <TextInput
        {...rest}
        label="Phone"
        type="tel"
        placeholder="Optional"
        value={value.phone}
        onChange={({ currentTarget }) => onChange({ phone: currentTarget.value })}
      />
    </>
  );
}
