import { NumberInput } from '@mantine/core';
import type { OfferingFields } from '#core/domains/catalog/model.ts';
import classes from './catalogue.module.css';
import { errorAt } from './draft.ts';
import { Folded } from './Folded.tsx';
import { LengthField } from './LengthField.tsx';
import { PriceInput } from './PriceInput.tsx';
import rows from './Rows.module.css';
import { Rows } from './Rows.tsx';
import type { SectionProps } from './Section.tsx';
import { amountText, durationsText, perUnit, priceOfLength, rangeText } from './words.ts';

export function DurationsFold({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const { durations } = values;
  return (
    <Folded
      title="Lengths to choose from"
      summary={durations.length === 0 ? `Only ${durationsText(values)}` : durationsText(values)}
      unset={durations.length === 0}
      fields={['durations']}
      errors={errors}
    >
      <p className={rows.hint}>Beside the usual length. Without a price of its own, one costs what “Price” says.</p>
      <Rows
        list={durations}
        nameOf={(_, index) => `length ${index + 1}`}
        readOnly={readOnly}
        onChange={(next) => set({ durations: next })}
        add={durations.length < 20 ? { label: 'Add a length', make: () => ({ minutes: nextLength(values), priceCents: null }) } : null}
      >
        {({ minutes, priceCents }, index, change) => {
          const wrong = errorAt(errors, 'durations', index);
          const byModel = priceOfLength(minutes, values);
          const usual = Number.isFinite(byModel) ? amountText(byModel, values.currency) : '';
          return (
            <>
              <LengthField
                className={rows.narrow}
                label={index === 0 ? 'Length' : undefined}
                name={`Length ${index + 1}`}
                value={minutes}
                suggestions={[15, 30, 45, 60, 90, 120, 180, 240]}
                disabled={readOnly}
                error={wrong('minutes')}
                onChange={(to) => change({ minutes: to })}
              />
              <PriceInput
                className={rows.narrow}
                label={index === 0 ? 'Price' : undefined}
                aria-label={`Price of length ${index + 1}`}
                cents={priceCents ?? Number.NaN}
                currency={values.currency}
                unset={usual}
                disabled={readOnly}
                error={wrong('priceCents')}
                onCents={(cents) => change({ priceCents: Number.isFinite(cents) ? cents : null })}
              />
            </>
          );
        }}
      </Rows>
    </Folded>
  );
}

function nextLength({ durationMinutes, durations }: OfferingFields): number {
  const longest = Math.max(durationMinutes, ...durations.map(({ minutes }) => minutes));
  return Math.min(1_440, longest + (longest < 120 ? 30 : 60));
}

export function TiersFold({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const { quantityTiers: tiers } = values;
  const unit = perUnit(values);
  return (
    <Folded
      title="Price by number"
      summary={tiers.length === 0 ? 'The same for any number' : tiers.map((tier) => `from ${tier.fromQuantity}`).join(', ')}
      unset={tiers.length === 0}
      fields={['quantityTiers']}
      errors={errors}
    >
      <p className={rows.hint}>Whoever books that many at once pays this price for each of them, in place of the usual one.</p>
      <Rows
        list={tiers}
        nameOf={(tier) => `the price from ${tier.fromQuantity}`}
        readOnly={readOnly}
        onChange={(next) => set({ quantityTiers: next })}
        add={tiers.length < 20 ? { label: 'Add a price', make: () => nextTier(values) } : null}
      >
        {(tier, index, change) => {
          const wrong = errorAt(errors, 'quantityTiers', index);
          return (
            <>
              <NumberInput
                className={rows.narrow}
                label={index === 0 ? 'From' : undefined}
                aria-label={`From how many, line ${index + 1}`}
                min={2}
                max={10_000}
                allowDecimal={false}
                disabled={readOnly}
                value={tier.fromQuantity}
                error={wrong('fromQuantity')}
                onChange={(from) => change({ fromQuantity: typeof from === 'number' ? from : Number.NaN })}
              />
              <PriceInput
                className={rows.narrow}
                label={index === 0 ? `Each${unit}` : undefined}
                aria-label={`Price of each, line ${index + 1}`}
                cents={tier.unitPriceCents}
                currency={values.currency}
                unset=""
                disabled={readOnly}
                error={wrong('unitPriceCents')}
                onCents={(unitPriceCents) => change({ unitPriceCents })}
              />
            </>
          );
        }}
      </Rows>
    </Folded>
  );
}

function nextTier({ quantityTiers, basePriceCents }: OfferingFields): OfferingFields['quantityTiers'][number] {
  const last = quantityTiers.at(-1);
  return { fromQuantity: last ? Math.min(10_000, last.fromQuantity * 2) : 5, unitPriceCents: last?.unitPriceCents ?? basePriceCents };
}

export function RangeFold({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const { floorCents, ceilingCents, currency } = values;
  const unit = perUnit(values) || ' each';
  const props = { currency, unset: 'none', disabled: readOnly, className: `${classes.half} ${classes.stackOnPhone}` };
  return (
    <Folded
      title="Lowest and highest price"
      summary={rangeText(values)}
      unset={floorCents === null && ceilingCents === null}
      fields={['floorCents', 'ceilingCents']}
      errors={errors}
    >
      <p className={rows.hint}>However many price rules come together, the price stays between these.</p>
      <div className={classes.grid}>
        <PriceInput
          {...props}
          label={`Lowest${unit}`}
          cents={floorCents ?? Number.NaN}
          error={errors.floorCents}
          onCents={(cents) => set({ floorCents: Number.isFinite(cents) ? cents : null })}
        />
        <PriceInput
          {...props}
          label={`Highest${unit}`}
          cents={ceilingCents ?? Number.NaN}
          error={errors.ceilingCents}
          onCents={(cents) => set({ ceilingCents: Number.isFinite(cents) ? cents : null })}
        />
      </div>
    </Folded>
  );
}
