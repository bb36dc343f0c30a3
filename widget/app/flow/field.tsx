import type { JSX, TargetedInputEvent } from 'preact';
import { words } from '../words.ts';

interface Props {
  name: string;
  label: string;
  value: string;
  error: string | undefined;
  optional?: boolean;
  /** How the keyboard, the autofill and the browser take this field. */
  input?: JSX.IntrinsicElements['input'];
  rows?: number;
  onInput(value: string): void;
  onBlur?(): void;
}

/** What is said of a field is not left behind the foot. Once, when it is said. */
const intoSight = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' });

export function Field({ name, label, value, error, optional = false, input, rows, onInput, onBlur }: Props) {
  const id = `field-${name}`;
  const shared = {
    id,
    name,
    value,
    dir: 'auto' as const,
    'aria-invalid': Boolean(error),
    'aria-describedby': error ? `${id}-error` : undefined,
    onInput: ({ currentTarget }: TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) => onInput(currentTarget.value),
    onBlur,
  };
  return (
    <div class="field">
      <label for={id}>
        {label} {optional && <small>{words.optional}</small>}
      </label>
      {rows ? <textarea {...shared} rows={rows} maxLength={2000} /> : <input {...shared} maxLength={120} {...input} required={!optional} />}
      {error && (
        <p class="error" id={`${id}-error`} ref={intoSight}>
          {error}
        </p>
      )}
    </div>
  );
}
