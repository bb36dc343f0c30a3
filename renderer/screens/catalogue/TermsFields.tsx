/** What binds the customer beside the cancellation policy: changes of the time, and the deposit. */
import { NumberInput, SegmentedControl, Select } from '@mantine/core';
import type { Deposit } from '#core/domains/catalog/model.ts';
import classes from './catalogue.module.css';
import { LengthField } from './LengthField.tsx';
import { PriceInput } from './PriceInput.tsx';
import type { SectionProps } from './Section.tsx';
import { depositHelp, movesText } from './words.ts';

const A_DAY = 1_440;

const ways = [
  { value: 'start', label: 'until it starts' },
  { value: 'before', label: 'until some time before' },
  { value: 'never', label: 'never: they ask you' },
];

const wayOf = (minutes: number | null) => (minutes === null ? 'never' : minutes === 0 ? 'start' : 'before');
const minutesOf = (way: string | null, now: number | null) => (way === 'never' ? null : way === 'start' ? 0 : now || A_DAY);

export function MovesField({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const { customerMoveMinutes: minutes } = values;
  return (
    <>
      <div className={classes.grid}>
        <Select
          className={classes.half}
          label="Customers may change the time"
          allowDeselect={false}
          disabled={readOnly}
          data={ways}
          value={wayOf(minutes)}
          error={errors.customerMoveMinutes}
          onChange={(way) => set({ customerMoveMinutes: minutesOf(way, minutes) })}
        />
        {wayOf(minutes) === 'before' && (
          <LengthField
            className={classes.half}
            label="How long before"
            value={minutes ?? 0}
            suggestions={[60, 120, 240, 720, A_DAY, 2 * A_DAY, 7 * A_DAY]}
            disabled={readOnly}
            onChange={(before) => set({ customerMoveMinutes: before })}
          />
        )}
      </div>
      <p className={classes.plain} aria-live="polite">
        Customers read: “{movesText(minutes)}” You can always move it yourself.
      </p>
    </>
  );
}

const kinds = [
  { value: 'none', label: 'No deposit' },
  { value: 'fixed', label: 'A fixed sum' },
  { value: 'percent', label: 'A share of the price' },
] as const satisfies readonly { value: Deposit['kind']; label: string }[];

export function DepositField({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const { deposit, currency, basePriceCents } = values;
  const startWith: Record<Deposit['kind'], number> = { none: 0, fixed: Math.round(basePriceCents / 5), percent: 20 };
  const choose = (kind: Deposit['kind']) => set({ deposit: { kind, amount: startWith[kind] } });
  return (
    <>
      <SegmentedControl aria-label="Deposit" fullWidth disabled={readOnly} value={deposit.kind} data={[...kinds]} onChange={choose} />
      <div className={classes.grid} style={{ marginTop: 8 }}>
        {deposit.kind === 'fixed' && (
          <PriceInput
            className={classes.third}
            label="How much"
            cents={deposit.amount}
            currency={currency}
            disabled={readOnly}
            error={errors.deposit}
            onCents={(amount) => set({ deposit: { kind: 'fixed', amount } })}
          />
        )}
        {deposit.kind === 'percent' && (
          <NumberInput
            className={classes.third}
            label="How much"
            suffix=" %"
            min={1}
            max={100}
            allowDecimal={false}
            disabled={readOnly}
            value={deposit.amount}
            error={errors.deposit}
            onFocus={(at) => at.currentTarget.select()}
            onChange={(percent) => set({ deposit: { kind: 'percent', amount: typeof percent === 'number' ? percent : Number.NaN } })}
          />
        )}
      </div>
      <p className={classes.plain} aria-live="polite">
        {depositHelp(deposit)}
      </p>
    </>
  );
}
