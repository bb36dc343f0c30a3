import { Select } from '@mantine/core';
import { currenciesFor, PERCENT } from './unit.ts';
import { currencySign } from './words.ts';

interface Props {
  /** `%` or a currency */
  unit: string;
  currencies: readonly string[];
  disabled: boolean;
  onUnit: (unit: string) => void;
}

/** Per cent or an amount, and of which money. */
export function UnitSelect({ unit, currencies, disabled, onUnit }: Props) {
  return (
    <Select
      aria-label="Per cent or an amount"
      allowDeselect={false}
      value={unit}
      disabled={disabled}
      data={[{ value: PERCENT, label: '%' }, ...currenciesFor(unit, currencies).map((code) => ({ value: code, label: labelOf(code) }))]}
      onChange={(next) => next !== null && onUnit(next)}
    />
  );
}

const labelOf = (code: string) => (currencySign(code) === code ? code : `${currencySign(code)} ${code}`);
