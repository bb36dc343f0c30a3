import { Autocomplete } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { parseLength } from './length.ts';
import { lengthText } from './words.ts';

interface Props {
  label: string;
  description?: ReactNode;
  value: number;
  onChange: (minutes: number) => void;
  suggestions: readonly number[];
  error?: string | undefined;
  disabled?: boolean;
}

/** A length of time, typed as people write it or picked from the usual ones. */
export function LengthField({ label, description, value, onChange, suggestions, error, disabled = false }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const unread = typed !== null && parseLength(typed) === null;
  return (
    <Autocomplete
      label={label}
      description={description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={typed ?? lengthText(value)}
      data={suggestions.map(lengthText)}
      filter={({ options }) => options}
      error={error ?? (unread ? 'Write it like 45 min or 1 h 30.' : undefined)}
      disabled={disabled}
      selectFirstOptionOnChange={false}
      onFocus={(at) => at.currentTarget.select()}
      onChange={(text) => {
        setTyped(text);
        const minutes = parseLength(text);
        if (minutes !== null && text.trim() !== '') onChange(minutes);
      }}
      onOptionSubmit={() => setTyped(null)}
      onBlur={() => {
        if (!unread) setTyped(null);
      }}
    />
  );
}
