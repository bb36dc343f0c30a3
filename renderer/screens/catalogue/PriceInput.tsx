import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState } from 'react';
import { minorDigits } from '#core/base/money.ts';
import { grouping } from '../../components/locale.ts';
import { centsOf, currencySign } from './words.ts';

interface PriceInputProps extends Pick<NumberInputProps, 'className' | 'label' | 'description' | 'disabled' | 'error' | 'aria-label'> {
  /** not a number while the field is empty */
  cents: number;
  currency: string;
  /** An empty field is not a price of nothing: the words that stand in it, and 0 is shown as such. */
  unset?: string | undefined;
  onCents: (cents: number) => void;
}

/**
 * A price in major units, kept in minor ones. What is being typed is left alone ("12." on the way to 12.50); its fixed
 * decimals come with leaving the field. Nothing is changed on entering it, so that the first key is never lost.
 */
export function PriceInput({ cents, currency, unset, onCents, ...rest }: PriceInputProps) {
  const [typed, setTyped] = useState<string | number | null>(null);
  const digits = minorDigits(currency);
  const sign = currencySign(currency);
  const major = Number.isFinite(cents) ? cents / 10 ** digits : '';
  return (
    <NumberInput
      {...rest}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      leftSection={<span style={{ fontSize: 12 }}>{sign}</span>}
      leftSectionWidth={Math.max(32, sign.length * 9 + 16)}
      value={typed ?? (major === 0 && unset === undefined ? '' : major)}
      placeholder={unset ?? (0).toFixed(digits)}
      min={0}
      max={10 ** (12 - digits)}
      decimalScale={digits}
      fixedDecimalScale={typed === null}
      {...grouping}
      inputMode={digits === 0 ? 'numeric' : 'decimal'}
      hideControls
      onBlur={() => setTyped(null)}
      onChange={(price) => {
        setTyped(price);
        const value = price === '' ? Number.NaN : Number(price);
        onCents(Number.isFinite(value) ? centsOf(value, currency) : Number.NaN);
      }}
    />
  );
}
