import { TagsInput } from '@mantine/core';
import rows from './Rows.module.css';

interface Props {
  label: string;
  /** shown while there is none yet */
  examples: string;
  value: string[];
  disabled: boolean;
  error: string | undefined;
  onChange: (options: string[]) => void;
}

/** What may be chosen, typed one after the other or pasted with commas between. */
export function OptionsField({ label, examples, value, disabled, error, onChange }: Props) {
  return (
    <TagsInput
      className={rows.line}
      label={label}
      placeholder={value.length === 0 ? examples : undefined}
      splitChars={[',', ';']}
      maxTags={100}
      acceptValueOnBlur
      disabled={disabled}
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}
