import { NumberInput, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import classes from './catalogue.module.css';
import { LengthField } from './LengthField.tsx';
import { PriceImpactLine } from './PriceImpactLine.tsx';
import { PriceInput } from './PriceInput.tsx';
import { Section, type SectionProps } from './Section.tsx';
import { inCurrency } from './draft.ts';
import { PlanFields } from './PlanFields.tsx';
import { lengthText, pricingLabel } from './words.ts';
import type { OfferingFields, Plan, PricingModel } from '#core/domains/catalog/model.ts';

const currencies = Intl.supportedValuesOf('currency');

export function PriceSection({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const { nights } = values;
  const choose = (pricingModel: PricingModel) => set({ pricingModel, ...planFor(pricingModel, values) });
  return (
    <Section title="Price">
      <div className={classes.grid}>
        <SegmentedControl
          className={classes.whole}
          aria-label="Pricing"
          fullWidth
          disabled={readOnly}
          value={values.pricingModel}
          data={modelsOf(values).map((value) => ({ value, label: pricingLabel({ pricingModel: value, nights }).label }))}
          onChange={choose}
        />
        <PriceInput
          className={classes.third}
          label="Price"
          description={pricingLabel(values).help}
          cents={values.basePriceCents}
          currency={values.currency}
          disabled={readOnly}
          error={errors.basePriceCents}
          onCents={(basePriceCents) => set({ basePriceCents })}
        />
        <Select
          className={classes.third}
          label="Currency"
          searchable
          allowDeselect={false}
          disabled={readOnly}
          value={values.currency}
          data={currencies}
          onChange={(currency) => currency && set(inCurrency(values, currency))}
        />
        <NumberInput
          className={classes.third}
          label="Tax"
          rightSection={<span style={{ fontSize: 12, paddingRight: 8 }}>%</span>}
          value={values.taxBps / 100}
          min={0}
          max={100}
          decimalScale={2}
          hideControls
          disabled={readOnly}
          error={errors.taxBps}
          onFocus={(at) => at.currentTarget.select()}
          onChange={(percent) => set({ taxBps: Math.round(Number(percent) * 100) || 0 })}
        />
        <Switch
          className={classes.whole}
          label="The price includes the tax"
          checked={values.taxIncluded}
          disabled={readOnly || values.taxBps === 0}
          onChange={(at) => set({ taxIncluded: at.currentTarget.checked })}
        />
      </div>
      {values.pricingModel === 'SUBSCRIPTION' && <PlanFields {...{ editor, readOnly }} plan={values.plan ?? newPlan} />}
      <PriceImpactLine editor={editor} />
    </Section>
  );
}

/** By the hour is no price of a night; the one that is chosen is always there. */
function modelsOf({ nights, pricingModel }: OfferingFields): PricingModel[] {
  return (['ONE_TIME', 'HOURLY', 'DAILY', 'SUBSCRIPTION'] as const).filter(
    (model) => model === pricingModel || nights === null || model === 'DAILY' || model === 'ONE_TIME',
  );
}

const newPlan: Plan = { period: 'month', visits: null, offeringIds: [] };

function planFor(pricingModel: PricingModel, { plan }: OfferingFields): Pick<OfferingFields, 'plan'> {
  return { plan: pricingModel === 'SUBSCRIPTION' ? (plan ?? newPlan) : null };
}

const zones = Intl.supportedValuesOf('timeZone');

export function TimeSection({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  return (
    <Section part="time" title={values.nights ? 'Before, after and ahead' : 'Time and places'}>
      <div className={classes.grid}>
        {values.nights === null && <LengthAndStarts {...{ editor, readOnly }} />}
        <NumberInput
          className={classes.third}
          label="Places at once"
          min={1}
          max={10_000}
          allowDecimal={false}
          disabled={readOnly}
          value={values.capacity}
          error={errors.capacity}
          onChange={(capacity) => set({ capacity: typeof capacity === 'number' ? capacity : Number.NaN })}
        />
        <LengthField
          {...field('Free before', readOnly)}
          description="To prepare"
          value={values.bufferBeforeMinutes}
          suggestions={[0, 5, 10, 15, 30, 60]}
          onChange={(bufferBeforeMinutes) => set({ bufferBeforeMinutes })}
        />
        <LengthField
          {...field('Free after', readOnly)}
          description="To clean up"
          value={values.bufferAfterMinutes}
          suggestions={[0, 5, 10, 15, 30, 60]}
          onChange={(bufferAfterMinutes) => set({ bufferAfterMinutes })}
        />
        <ZoneField {...{ editor, readOnly }} />
        <LengthField
          {...field('Notice', readOnly)}
          description={
            values.minNoticeMinutes === 0 ? 'Bookable until it starts' : `Bookable until ${lengthText(values.minNoticeMinutes)} before`
          }
          value={values.minNoticeMinutes}
          suggestions={[0, 30, 60, 120, 240, 720, 1_440, 2_880]}
          onChange={(minNoticeMinutes) => set({ minNoticeMinutes })}
        />
        <NumberInput
          className={classes.third}
          label="How far ahead"
          suffix={values.maxAdvanceDays === 1 ? ' day' : ' days'}
          min={1}
          max={730}
          allowDecimal={false}
          disabled={readOnly}
          value={values.maxAdvanceDays}
          error={errors.maxAdvanceDays}
          onChange={(days) => set({ maxAdvanceDays: typeof days === 'number' ? days : 1 })}
        />
        {values.nights === null && (
          <Switch
            className={classes.whole}
            label="Back to back"
            description="Starts right at the opening or where the booking before ends, so that no gaps stay."
            checked={values.startTimes === 'backToBack'}
            disabled={readOnly}
            onChange={(at) => set({ startTimes: at.currentTarget.checked ? 'backToBack' : 'grid' })}
          />
        )}
      </div>
    </Section>
  );
}

function ZoneField({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  return (
    <Select
      className={`${classes.third} ${classes.stackOnPhone}`}
      label="Time zone"
      searchable
      allowDeselect={false}
      disabled={readOnly}
      value={values.timezone}
      data={zones.includes(values.timezone) ? zones : [values.timezone, ...zones]}
      error={errors.timezone}
      onChange={(timezone) => timezone && set({ timezone })}
    />
  );
}

/** A plan is not at a time of its own: what it holds is. */
export function PlanTimeSection(props: SectionProps) {
  return (
    <Section title="Time" help="The periods begin and end in this zone.">
      <div className={classes.grid}>
        <ZoneField {...props} />
      </div>
    </Section>
  );
}

function LengthAndStarts({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const backToBack = values.startTimes === 'backToBack';
  return (
    <>
      <LengthField
        {...field('Lasts', readOnly)}
        value={values.durationMinutes}
        error={errors.durationMinutes}
        suggestions={[15, 30, 45, 60, 90, 120, 240, 1_440]}
        onChange={(durationMinutes) => set({ durationMinutes })}
      />
      <LengthField
        {...field('Can start every', readOnly || backToBack)}
        value={values.slotMinutes}
        error={errors.slotMinutes}
        suggestions={[10, 15, 20, 30, 60, 120, 1_440]}
        onChange={(slotMinutes) => set({ slotMinutes })}
      />
    </>
  );
}

const field = (label: string, disabled: boolean) => ({ label, disabled, className: classes.third });

export function PlaceSection({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  return (
    <Section title="Where" help="Shown to customers and in calendar entries.">
      <div className={classes.grid}>
        <TextInput
          className={`${classes.half} ${classes.stackOnPhone}`}
          label="Name of the place"
          placeholder="Studio in the courtyard"
          value={values.locationName ?? ''}
          error={errors.locationName}
          maxLength={160}
          disabled={readOnly}
          onChange={(at) => set({ locationName: at.currentTarget.value === '' ? null : at.currentTarget.value })}
        />
        <TextInput
          className={`${classes.half} ${classes.stackOnPhone}`}
          label="Street and town"
          placeholder="Torstraße 12, 10119 Berlin"
          value={values.locationAddress ?? ''}
          error={errors.locationAddress}
          maxLength={300}
          disabled={readOnly}
          onChange={(at) => set({ locationAddress: at.currentTarget.value === '' ? null : at.currentTarget.value })}
        />
      </div>
    </Section>
  );
}
