import { Autocomplete } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { parseLength } from './length.ts';
import { lengthText } from './words.ts';

interface Props {
  label?: string | undefined;
  /** where no label is drawn */
  name?: string;
  description?: ReactNode;
  value: number;
  onChange: (minutes: number) => void;
  suggestions: readonly number[];
  error?: string | undefined;
  disabled?: boolean;
  className?: string | undefined;
  /** what no length at all is called */
  zeroText?: string;
}

/** A length of time, typed as people write it or picked from the usual ones. */
export function LengthField({
  label,
  name,
  description,
  value,
  onChange,
  suggestions,
  error,
  disabled = false,
  className,
  zeroText,
}: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const textOf = (minutes: number) => (minutes === 0 && zeroText !== undefined ? zeroText : lengthText(minutes));
  const read = (text: string) => (text === zeroText ? 0 : parseLength(text));
  const unread = typed !== null && read(typed) === null;
  return (
    <Autocomplete
      className={className}
      label={label}
      aria-label={label === undefined ? name : undefined}
      description={description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={typed ?? textOf(value)}
      data={suggestions.map(textOf)}
      filter={({ options }) => options}
      error={error ?? (unread ? 'Write it like 45 min or 1 h 30.' : undefined)}
      disabled={disabled}
      selectFirstOptionOnChange={false}
      onFocus={(at) => at.currentTarget.select()}
      onChange={(text) => {
        setTyped(text);
        const minutes = read(text);
        if (minutes !== null && text.trim() !== '') onChange(minutes);
      }}
      onOptionSubmit={() => setTyped(null)}
      onBlur={() => {
        if (!unread) setTyped(null);
      }}
    />
  );
}
