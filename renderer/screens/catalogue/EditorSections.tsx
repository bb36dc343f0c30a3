import { NumberInput, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { minorDigits } from '#core/base/money.ts';
import classes from './catalogue.module.css';
import { LengthField } from './LengthField.tsx';
import { PriceInput } from './PriceInput.tsx';
import type { Editor } from './useEditor.ts';
import { lengthText, pricingLabels } from './words.ts';
import type { PricingModel } from '#core/domains/catalog/model.ts';

export interface SectionProps {
  editor: Editor;
  readOnly: boolean;
}

export function Section({ title, help, children }: { title: string; help?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <h2>{title}</h2>
        {help && <p>{help}</p>}
      </div>
      {children}
    </section>
  );
}

const currencies = Intl.supportedValuesOf('currency');

export function PriceSection({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const digits = minorDigits(values.currency);
  return (
    <Section title="Price">
      <div className={classes.grid}>
        <SegmentedControl
          className={classes.whole}
          aria-label="Pricing"
          fullWidth
          disabled={readOnly}
          value={values.pricingModel}
          data={(Object.keys(pricingLabels) as PricingModel[]).map((value) => ({ value, label: pricingLabels[value].label }))}
          onChange={(pricingModel) => set({ pricingModel: pricingModel })}
        />
        <PriceInput
          className={classes.third}
          label="Price"
          description={pricingLabels[values.pricingModel].help}
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
          onChange={(currency) => {
            if (!currency) return;
            const shift = 10 ** (minorDigits(currency) - digits);
            set({ currency, basePriceCents: Math.round(values.basePriceCents * shift) });
          }}
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
    </Section>
  );
}

const zones = Intl.supportedValuesOf('timeZone');

export function TimeSection({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const zoneNames = zones.includes(values.timezone) ? zones : [values.timezone, ...zones];
  return (
    <Section title="Time and places">
      <div className={classes.grid}>
        <LengthField
          {...field('Lasts', readOnly)}
          value={values.durationMinutes}
          error={errors.durationMinutes}
          suggestions={[15, 30, 45, 60, 90, 120, 240, 1_440]}
          onChange={(durationMinutes) => set({ durationMinutes })}
        />
        <LengthField
          {...field('Can start every', readOnly)}
          value={values.slotMinutes}
          error={errors.slotMinutes}
          suggestions={[10, 15, 20, 30, 60, 120, 1_440]}
          onChange={(slotMinutes) => set({ slotMinutes })}
        />
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
        <Select
          className={`${classes.third} ${classes.stackOnPhone}`}
          label="Time zone"
          searchable
          allowDeselect={false}
          disabled={readOnly}
          value={values.timezone}
          data={zoneNames}
          error={errors.timezone}
          onChange={(timezone) => timezone && set({ timezone })}
        />
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
      </div>
    </Section>
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
