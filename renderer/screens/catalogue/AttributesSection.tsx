import { Button, MultiSelect, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { AttributeDefinition, OfferingFields } from '#core/domains/catalog/model.ts';
import { IconAction } from '../../components/IconAction.tsx';
import classes from './catalogue.module.css';
import { Section, type SectionProps } from './Section.tsx';
import { keyOf } from './keys.ts';
import { useProductTypes } from './kinds.ts';
import { definitionsOf, typeNames } from './typeWords.ts';
import rows from './Rows.module.css';
import { attributeText, freeName } from './words.ts';

type Value = OfferingFields['attributes'][string];

/** What its type says of it, each by its kind, and what stands there beyond that. */
export function AttributesSection({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const types = useProductTypes();
  const definitions = definitionsOf(types, values.productTypeKey);
  const defined = new Set(definitions.map(({ key }) => key));
  const free = Object.keys(values.attributes).filter((key) => !defined.has(key));
  const put = (key: string, value: Value | undefined) => {
    const { [key]: _former, ...rest } = values.attributes;
    set({ attributes: value === undefined ? rest : { ...values.attributes, [key]: value } });
  };
  return (
    <Section title="Details" help={definitions.length > 0 ? `By its type: ${typeNames(types, values.productTypeKey).one}` : undefined}>
      {definitions.length > 0 && (
        <div className={classes.grid}>
          {definitions.map((definition) => (
            <TypedField
              key={definition.key}
              definition={definition}
              value={values.attributes[definition.key]}
              readOnly={readOnly}
              error={errors[`attributes.${definition.key}`]}
              onChange={(value) => put(definition.key, value)}
            />
          ))}
        </div>
      )}
      <FreeAttributes
        ruled={definitions.length > 0}
        keys={free}
        attributes={values.attributes}
        readOnly={readOnly}
        onPut={put}
        taken={new Set([...defined, ...free])}
      />
    </Section>
  );
}

interface TypedProps {
  definition: AttributeDefinition;
  value: Value | undefined;
  readOnly: boolean;
  error: string | undefined;
  onChange: (value: Value | undefined) => void;
}

function TypedField({ definition, value, readOnly, error, onChange }: TypedProps) {
  const { kind, label, unit, options, required } = definition;
  const props = { label, withAsterisk: required, disabled: readOnly, error: error ?? mismatch(definition, value) };
  const half = `${classes.half} ${classes.stackOnPhone}`;
  switch (kind) {
    case 'text':
      return (
        <TextInput
          {...props}
          className={half}
          maxLength={500}
          value={typeof value === 'string' ? value : ''}
          onChange={(at) => onChange(at.currentTarget.value === '' ? undefined : at.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...props}
          className={half}
          hideControls
          rightSection={unit && <span style={{ fontSize: 12, color: 'var(--sk-text-second)', whiteSpace: 'nowrap' }}>{unit}</span>}
          rightSectionWidth={unit ? Math.max(32, unit.length * 8 + 16) : undefined}
          value={typeof value === 'number' ? value : ''}
          onChange={(number) => onChange(typeof number === 'number' ? number : undefined)}
        />
      );
    case 'choice':
      return (
        <Select
          {...props}
          className={half}
          clearable
          placeholder="Choose"
          data={options}
          value={typeof value === 'string' && options.includes(value) ? value : null}
          onChange={(choice) => onChange(choice ?? undefined)}
        />
      );
    case 'choices': {
      const chosen = Array.isArray(value) ? value.filter((each) => options.includes(each)) : [];
      return (
        <MultiSelect
          {...props}
          className={half}
          clearable
          hidePickedOptions
          placeholder={chosen.length === 0 ? 'Choose' : undefined}
          data={options}
          value={chosen}
          onChange={(choices) => onChange(choices.length === 0 ? undefined : choices)}
        />
      );
    }
    case 'yesNo':
      return <YesNo {...props} className={half} value={typeof value === 'boolean' ? value : undefined} onChange={onChange} />;
    case 'date':
      return (
        <DatePickerInput
          {...props}
          className={half}
          clearable
          placeholder="Pick a day"
          valueFormat="D MMM YYYY"
          firstDayOfWeek={1}
          value={typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null}
          onChange={(date) => onChange(date ?? undefined)}
        />
      );
  }
}

/** What a former kind of the attribute left, which its field can't show. */
function mismatch({ kind, options }: AttributeDefinition, value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  const fits = {
    text: typeof value === 'string',
    date: typeof value === 'string',
    number: typeof value === 'number',
    yesNo: typeof value === 'boolean',
    choice: typeof value === 'string' && options.includes(value),
    choices: Array.isArray(value) && value.every((each) => options.includes(each)),
  };
  return fits[kind] ? undefined : `It said “${attributeText(value)}”, which does not fit any more.`;
}

interface YesNoProps {
  label: string;
  withAsterisk: boolean;
  disabled: boolean;
  error: string | undefined;
  className: string;
  value: boolean | undefined;
  onChange: (value: boolean | undefined) => void;
}

function YesNo({ label, withAsterisk, disabled, error, className, value, onChange }: YesNoProps) {
  return (
    <div className={className}>
      <div style={{ marginBottom: 4, fontWeight: 500 }}>
        {label}
        {withAsterisk && <span style={{ color: 'var(--sk-danger)' }}> *</span>}
      </div>
      <SegmentedControl
        fullWidth
        aria-label={label}
        disabled={disabled}
        value={value === undefined ? '' : value ? 'yes' : 'no'}
        data={[
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No' },
          { value: '', label: 'Not said' },
        ]}
        onChange={(said) => onChange(said === '' ? undefined : said === 'yes')}
      />
      {error && (
        <div data-error-field tabIndex={-1} style={{ marginTop: 4, color: 'var(--sk-danger)', fontSize: 12 }}>
          {error}
        </div>
      )}
    </div>
  );
}

interface FreeProps {
  ruled: boolean;
  keys: string[];
  attributes: OfferingFields['attributes'];
  taken: ReadonlySet<string>;
  readOnly: boolean;
  onPut: (key: string, value: Value | undefined) => void;
}

/** Attributes that the type doesn't define: of this offering alone, or left by a type that it was of. */
function FreeAttributes({ ruled, keys, attributes, taken, readOnly, onPut }: FreeProps) {
  const [adding, setAdding] = useState<string | null>(null);
  const add = () => {
    const name = adding?.trim() ?? '';
    if (name !== '') onPut(keyOf(name, taken), '');
    setAdding(null);
  };
  if (keys.length === 0 && readOnly) return ruled ? null : <p className={rows.none}>None.</p>;
  return (
    <div className={ruled ? rows.ruled : undefined}>
      {keys.length > 0 && (
        <>
          <div style={{ marginBottom: 6, fontWeight: 500 }}>Of this offering alone</div>
          <ul className={rows.rows} style={{ margin: '0 0 10px', padding: 0 }}>
            {keys.map((key) => (
              <li key={key} className={rows.free}>
                <span className="truncate" title={key}>
                  {freeName(key)}
                </span>
                <FreeField name={freeName(key)} value={attributes[key] ?? ''} readOnly={readOnly} onChange={(value) => onPut(key, value)} />
                {!readOnly && <IconAction icon={IconX} label={`Remove ${freeName(key)}`} size={32} onClick={() => onPut(key, undefined)} />}
              </li>
            ))}
          </ul>
        </>
      )}
      {readOnly ? null : adding === null ? (
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} stroke={1.5} />} onClick={() => setAdding('')}>
          Add a detail
        </Button>
      ) : (
        <div style={{ display: 'flex', gap: 8 }}>
          <TextInput
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was just asked for
            autoFocus
            aria-label="What the detail is called"
            placeholder="Ceiling height"
            maxLength={40}
            value={adding}
            onChange={(at) => setAdding(at.currentTarget.value)}
            onKeyDown={(at) => {
              if (at.key === 'Enter') {
                at.preventDefault();
                add();
              }
              if (at.key === 'Escape') setAdding(null);
            }}
          />
          <Button variant="default" disabled={adding.trim() === ''} onClick={add}>
            Add
          </Button>
        </div>
      )}
    </div>
  );
}

/** Of whatever kind it is: numbers and answers stay what they are. */
function FreeField({
  name,
  value,
  readOnly,
  onChange,
}: {
  name: string;
  value: Value;
  readOnly: boolean;
  onChange: (value: Value) => void;
}) {
  const props = { 'aria-label': name, disabled: readOnly, style: { flex: 1 } };
  if (typeof value === 'number')
    return <NumberInput {...props} hideControls value={value} onChange={(number) => onChange(typeof number === 'number' ? number : 0)} />;
  if (typeof value === 'boolean')
    return (
      <Select
        {...props}
        allowDeselect={false}
        data={['yes', 'no']}
        value={value ? 'yes' : 'no'}
        onChange={(said) => onChange(said === 'yes')}
      />
    );
  return (
    <TextInput
      {...props}
      maxLength={500}
      value={attributeText(value)}
      readOnly={Array.isArray(value)}
      onChange={(at) => onChange(at.currentTarget.value)}
    />
  );
}
