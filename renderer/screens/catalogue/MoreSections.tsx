/** What most offerings don't need: each stands folded, with what is set in a line. */
import { NumberInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import type { AddOn, FieldKind, OfferingFields, Question } from '#core/domains/catalog/model.ts';
import classes from './catalogue.module.css';
import { Section, type SectionProps } from './Section.tsx';
import type { Field, FieldErrors } from './draft.ts';
import { Folded } from './Folded.tsx';
import { renamed } from './keys.ts';
import { LengthField } from './LengthField.tsx';
import { NightsFold } from './NightsFold.tsx';
import { PriceInput } from './PriceInput.tsx';
import rows from './Rows.module.css';
import { Rows } from './Rows.tsx';
import { amountText, durationsText, fieldKindLabels, fieldKinds, limitsText, perUnit, priceOfLength, rangeText } from './words.ts';

export function MoreSection(props: SectionProps) {
  return (
    <Section title="More, where you need it" help="Most offerings don’t.">
      <div>
        <NightsFold {...props} />
        {!props.editor.values.nights && <DurationsFold {...props} />}
        <TiersFold {...props} />
        <RangeFold {...props} />
        <AddOnsFold {...props} />
        <QuestionsFold {...props} />
        <LimitsFold {...props} />
      </div>
    </Section>
  );
}

const errorAt = (errors: FieldErrors, field: Field, index: number) => (path: string) => errors[`${field}.${index}.${path}`];

function DurationsFold({ editor, readOnly }: SectionProps) {
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

function TiersFold({ editor, readOnly }: SectionProps) {
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

function RangeFold({ editor, readOnly }: SectionProps) {
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

/** Keys that stand in the database, which no new name may change or take. */
const keptKeys = (saved: readonly { key: string }[] | undefined) => new Set((saved ?? []).map(({ key }) => key));

const newAddOn: AddOn = { key: '', name: '', priceCents: 0, minutes: 0, required: false, maxQuantity: 1 };

function AddOnsFold({ editor, readOnly }: SectionProps) {
  const { values, errors, set, offering } = editor;
  const { addOns } = values;
  const kept = keptKeys(offering?.addOns);
  return (
    <Folded
      title="Add-ons"
      summary={addOns.length === 0 ? 'None' : addOns.map(({ name }) => name || '…').join(', ')}
      unset={addOns.length === 0}
      fields={['addOns']}
      errors={errors}
    >
      <p className={rows.hint}>What customers may take with it. They are offered in this order.</p>
      <Rows
        framed
        ordered
        list={addOns}
        nameOf={({ name }, index) => name || `add-on ${index + 1}`}
        readOnly={readOnly}
        onChange={(next) => set({ addOns: next })}
        add={addOns.length < 30 ? { label: 'Add an add-on', make: () => newAddOn } : null}
      >
        {(addOn, index, change) => {
          const wrong = errorAt(errors, 'addOns', index);
          return (
            <>
              <TextInput
                className={rows.wide}
                label="Name"
                placeholder="Extra towels"
                maxLength={80}
                disabled={readOnly}
                value={addOn.name}
                error={wrong('name')}
                onChange={({ currentTarget: { value: name } }) => set({ addOns: renamed(addOns, { index, to: { name }, name, kept }) })}
              />
              <PriceInput
                className={rows.narrow}
                label="Price"
                cents={addOn.priceCents}
                currency={values.currency}
                disabled={readOnly}
                error={wrong('priceCents')}
                onCents={(priceCents) => change({ priceCents })}
              />
              <LengthField
                className={rows.narrow}
                label="Takes longer by"
                value={addOn.minutes}
                suggestions={[0, 5, 10, 15, 30, 60]}
                zeroText="nothing"
                disabled={readOnly}
                error={wrong('minutes')}
                onChange={(minutes) => change({ minutes })}
              />
              <NumberInput
                className={rows.narrow}
                label="At most"
                min={1}
                max={100}
                allowDecimal={false}
                disabled={readOnly}
                value={addOn.maxQuantity}
                error={wrong('maxQuantity')}
                onChange={(most) => change({ maxQuantity: typeof most === 'number' ? most : Number.NaN })}
              />
              <Switch
                className={rows.line}
                label="Always taken, at least once"
                checked={addOn.required}
                disabled={readOnly}
                onChange={(at) => change({ required: at.currentTarget.checked })}
              />
            </>
          );
        }}
      </Rows>
    </Folded>
  );
}

const kindOptions = fieldKinds.map((value) => ({ value, label: fieldKindLabels[value] }));
const hasOptions = (kind: FieldKind) => kind === 'choice' || kind === 'choices';

const newQuestion: Question = { key: '', label: '', kind: 'text', required: false, options: [] };

function QuestionsFold({ editor, readOnly }: SectionProps) {
  const { values, errors, set, offering } = editor;
  const { questions } = values;
  const kept = keptKeys(offering?.questions);
  return (
    <Folded
      title="Questions to the customer"
      summary={questions.length === 0 ? 'None but name and address' : questions.map(({ label }) => label || '…').join(' · ')}
      unset={questions.length === 0}
      fields={['questions']}
      errors={errors}
    >
      <p className={rows.hint}>Asked when booking, in this order; the answers stand with the booking.</p>
      <Rows
        framed
        ordered
        list={questions}
        nameOf={({ label }, index) => label || `question ${index + 1}`}
        readOnly={readOnly}
        onChange={(next) => set({ questions: next })}
        add={questions.length < 30 ? { label: 'Add a question', make: () => newQuestion } : null}
      >
        {(question, index, change) => {
          const wrong = errorAt(errors, 'questions', index);
          return (
            <>
              <TextInput
                className={rows.wide}
                label="Question"
                placeholder="Any allergies?"
                maxLength={200}
                disabled={readOnly}
                value={question.label}
                error={wrong('label')}
                onChange={({ currentTarget: { value: label } }) =>
                  set({ questions: renamed(questions, { index, to: { label }, name: label, kept }) })
                }
              />
              <Select
                className={rows.narrow}
                label="Answer"
                allowDeselect={false}
                disabled={readOnly}
                data={kindOptions}
                value={question.kind}
                onChange={(kind) => kind && change({ kind, options: hasOptions(kind) ? question.options : [] })}
              />
              <Switch
                label="Required"
                mt={27}
                checked={question.required}
                disabled={readOnly}
                onChange={(at) => change({ required: at.currentTarget.checked })}
              />
              {hasOptions(question.kind) && (
                <TagsInput
                  className={rows.line}
                  label="Answers to choose from"
                  placeholder={question.options.length === 0 ? 'Small, medium, large' : undefined}
                  splitChars={[',', ';']}
                  maxTags={100}
                  acceptValueOnBlur
                  disabled={readOnly}
                  value={question.options}
                  error={wrong('options')}
                  onChange={(options) => change({ options })}
                />
              )}
            </>
          );
        }}
      </Rows>
    </Folded>
  );
}

const limits = [
  ['dailyLimit', 'Bookings a day', 'That start on one day'],
  ['customerDailyLimit', 'A day, of one customer', 'By their address'],
  ['customerOpenLimit', 'Still to come, of one customer', 'Counted over all days'],
] as const satisfies readonly (readonly [Field, string, string])[];

function LimitsFold({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  return (
    <Folded
      title="Limits"
      summary={limitsText(values)}
      unset={limits.every(([field]) => values[field] === null)}
      fields={limits.map(([field]) => field)}
      errors={errors}
    >
      <div className={classes.grid}>
        {limits.map(([field, label, description]) => (
          <NumberInput
            key={field}
            className={`${classes.third} ${classes.stackOnPhone}`}
            label={label}
            description={description}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            placeholder="no limit"
            min={1}
            max={10_000}
            allowDecimal={false}
            disabled={readOnly}
            value={values[field] ?? ''}
            error={errors[field]}
            onChange={(limit) => set({ [field]: typeof limit === 'number' ? limit : null })}
          />
        ))}
      </div>
    </Folded>
  );
}
