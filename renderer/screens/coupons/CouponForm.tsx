import { Button, MultiSelect, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { minorDigits } from '#core/base/money.ts';
import { grouping } from '../../components/locale.ts';
import { PriceInput } from '../catalogue/PriceInput.tsx';
import { PERCENT } from '../catalogue/unit.ts';
import { UnitSelect } from '../catalogue/UnitSelect.tsx';
import classes from './coupons.module.css';
import { type Draft, type Problems, suggestedCode, type Typed } from './draft.ts';

interface Props {
  draft: Draft;
  problems: Problems;
  offerings: readonly OfferingSummary[];
  /** the business's own */
  currency: string;
  /** a code is suggested only where nobody knows another yet */
  isNew: boolean;
  disabled: boolean;
  onChange: (part: Partial<Draft>) => void;
}

const whole = { min: 1, allowDecimal: false, allowNegative: false, hideControls: true } as const;
const typedOf = (value: string | number): Typed => (value === '' ? '' : Number(value));

/** What a coupon takes off, and beneath it what it is limited to: what is left empty limits nothing. */
export function CouponForm({ draft, problems, offerings, currency, isNew, disabled, onChange }: Props) {
  const days = { clearable: true, disabled, firstDayOfWeek: 1, valueFormat: 'D MMM YYYY' } as const;
  return (
    <Stack gap="md">
      <CodeField {...{ draft, problems, isNew, disabled, onChange }} />
      <AmountFields {...{ draft, problems, offerings, currency, disabled, onChange }} />
      <div className={classes.pair}>
        <DatePickerInput {...days} label="From" placeholder="now" value={draft.from} onChange={(from) => onChange({ from })} />
        <DatePickerInput
          {...days}
          label="Until"
          placeholder="for good"
          value={draft.until}
          error={problems.until}
          onChange={(until) => onChange({ until })}
        />
      </div>
      <div className={classes.pair}>
        <NumberInput
          {...whole}
          label="Times in all"
          placeholder="any number"
          max={1_000_000}
          value={draft.maxRedemptions}
          disabled={disabled}
          onChange={(value) => onChange({ maxRedemptions: typedOf(value) })}
        />
        <NumberInput
          {...whole}
          label="Times per customer"
          placeholder="any number"
          max={1_000}
          value={draft.maxPerCustomer}
          disabled={disabled}
          onChange={(value) => onChange({ maxPerCustomer: typedOf(value) })}
        />
      </div>
      <PriceInput
        label="From a price of"
        description="Of the offerings it is for, before the discount."
        unset="any price"
        cents={draft.minSubtotalCents}
        currency={draft.unit === PERCENT ? currency : draft.unit}
        disabled={disabled}
        onCents={(minSubtotalCents) => onChange({ minSubtotalCents })}
      />
      <MultiSelect
        label="For"
        placeholder={draft.offeringIds.length === 0 ? 'Every offering' : ''}
        searchable
        clearable
        hidePickedOptions
        disabled={disabled}
        value={draft.offeringIds}
        data={offerings.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(offeringIds) => onChange({ offeringIds })}
      />
      <Switch
        label="On"
        description="While it’s off, nobody can use the code."
        checked={draft.active}
        disabled={disabled}
        onChange={({ currentTarget }) => onChange({ active: currentTarget.checked })}
      />
    </Stack>
  );
}

function CodeField({ draft, problems, isNew, disabled, onChange }: Omit<Props, 'offerings' | 'currency'>) {
  return (
    <div>
      <div className={classes.withButton}>
        <TextInput
          label="Code"
          placeholder="SUMMER25"
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          value={draft.code}
          error={problems.code !== undefined}
          aria-describedby={problems.code === undefined ? undefined : 'coupon-code-error'}
          disabled={disabled}
          onChange={({ currentTarget }) => onChange({ code: currentTarget.value.toUpperCase() })}
        />
        {isNew && !disabled && (
          <Button variant="default" onClick={() => onChange({ code: suggestedCode(crypto.getRandomValues(new Uint8Array(8))) })}>
            Suggest
          </Button>
        )}
      </div>
      {problems.code !== undefined && (
        <p id="coupon-code-error" className={classes.error}>
          {problems.code}
        </p>
      )}
    </div>
  );
}

function AmountFields({ draft, problems, offerings, currency, disabled, onChange }: Omit<Props, 'isNew'>) {
  const isPercent = draft.unit === PERCENT;
  const currencies = [currency, ...offerings.map((offering) => offering.currency)];
  return (
    <div>
      <div className={classes.amount}>
        <NumberInput
          label="Takes off"
          value={draft.amount}
          error={problems.amount !== undefined}
          aria-describedby={problems.amount === undefined ? undefined : 'coupon-amount-error'}
          disabled={disabled}
          min={0}
          max={isPercent ? 100 : 10_000_000}
          clampBehavior="none"
          allowNegative={false}
          decimalScale={isPercent ? 0 : minorDigits(draft.unit)}
          {...grouping}
          hideControls
          onChange={(value) => onChange({ amount: typedOf(value) })}
        />
        <UnitSelect {...{ unit: draft.unit, currencies, disabled }} onUnit={(unit) => onChange({ unit })} />
      </div>
      {problems.amount !== undefined && (
        <p id="coupon-amount-error" className={classes.error}>
          {problems.amount}
        </p>
      )}
    </div>
  );
}
