import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import type { AddOn, Question } from '#core/domains/catalog/model.ts';
import { errorAt } from './draft.ts';
import { Folded } from './Folded.tsx';
import { renamed } from './keys.ts';
import { LengthField } from './LengthField.tsx';
import { OptionsField } from './OptionsField.tsx';
import { PriceInput } from './PriceInput.tsx';
import rows from './Rows.module.css';
import { Rows } from './Rows.tsx';
import type { SectionProps } from './Section.tsx';
import { hasOptions, kindOptions } from './words.ts';

/** Keys that stand in the database, which no new name may change or take. */
const keptKeys = (saved: readonly { key: string }[] | undefined) => new Set((saved ?? []).map(({ key }) => key));

const newAddOn: AddOn = { key: '', name: '', priceCents: 0, minutes: 0, required: false, maxQuantity: 1 };

export function AddOnsFold({ editor, readOnly }: SectionProps) {
  const { values, errors, set, offering } = editor;
  const { addOns } = values;
  const kept = keptKeys(offering?.addOns);
  return (
    <Folded
      title="Add-ons"
      summary={addOns.length === 0 ? 'None' : addOns.map(({ name }) => name || 'without a name').join(', ')}
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

const newQuestion: Question = { key: '', label: '', kind: 'text', required: false, options: [] };

export function QuestionsFold({ editor, readOnly }: SectionProps) {
  const { values, errors, set, offering } = editor;
  const { questions } = values;
  const kept = keptKeys(offering?.questions);
  return (
    <Folded
      title="Questions to the customer"
      summary={questions.length === 0 ? 'None but name and address' : questions.map(({ label }) => label || 'without words').join(' · ')}
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
                <OptionsField
                  label="Answers to choose from"
                  examples="Small, medium, large"
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
