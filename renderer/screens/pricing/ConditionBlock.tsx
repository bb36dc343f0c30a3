import { NumberInput, Select, Switch, TextInput, UnstyledButton } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconX } from '@tabler/icons-react';
import { IconAction } from '../../components/IconAction.tsx';
import { weekdays } from '../availability/hours.ts';
import type { Condition, Draft, Field, LeadUnit, Typed } from './draft.ts';
import classes from './pricing.module.css';

export const conditionNames: Record<Condition, string> = {
  weekdays: 'Weekdays',
  time: 'Time of day',
  season: 'Season',
  lead: 'Booked ahead',
  full: 'How full',
};

interface Props {
  condition: Condition;
  draft: Draft;
  errors: Partial<Record<Field, string>>;
  disabled: boolean;
  onChange: (changes: Partial<Draft>) => void;
}

export function ConditionBlock(props: Props) {
  const { condition, draft, disabled, onChange } = props;
  const Fields = fieldsOf[condition];
  const name = conditionNames[condition];
  return (
    <section className={classes.condition} aria-label={name}>
      <header>
        <h4>{name}</h4>
        {!disabled && (
          <IconAction
            icon={IconX}
            size="sm"
            label={`Take “${name}” off`}
            onClick={() => onChange({ open: draft.open.filter((each) => each !== condition) })}
          />
        )}
      </header>
      <Fields {...props} />
    </section>
  );
}

const fieldsOf: Record<Condition, (props: Props) => React.ReactNode> = {
  weekdays: Weekdays,
  time: TimeOfDay,
  season: Season,
  lead: Lead,
  full: Full,
};

const number = (value: number | string): Typed => (value === '' ? '' : Number(value));

function Weekdays({ draft, errors, disabled, onChange }: Props) {
  const toggle = (day: number) =>
    onChange({ weekdays: draft.weekdays.includes(day) ? draft.weekdays.filter((each) => each !== day) : [...draft.weekdays, day] });
  return (
    <>
      <div className={classes.weekdayRow} role="group" aria-label="Weekdays">
        {weekdays.map((name, index) => (
          <UnstyledButton
            key={name}
            className={classes.weekday}
            disabled={disabled}
            aria-pressed={draft.weekdays.includes(index + 1)}
            aria-label={name}
            data-error-field={errors.weekdays === undefined ? undefined : true}
            onClick={() => toggle(index + 1)}
          >
            {name.slice(0, 2)}
          </UnstyledButton>
        ))}
      </div>
      {errors.weekdays !== undefined && <p className={classes.formError}>{errors.weekdays}</p>}
    </>
  );
}

function TimeOfDay({ draft, errors, disabled, onChange }: Props) {
  const isOverMidnight = draft.timeFrom !== '' && draft.timeTo !== '' && draft.timeTo < draft.timeFrom;
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          type="time"
          label="Starts from"
          value={draft.timeFrom}
          error={errors.timeFrom}
          disabled={disabled}
          onChange={(at) => onChange({ timeFrom: at.currentTarget.value })}
        />
        <TextInput
          type="time"
          label="and before"
          value={draft.timeTo}
          error={errors.timeTo}
          disabled={disabled}
          onChange={(at) => onChange({ timeTo: at.currentTarget.value })}
        />
      </div>
      {isOverMidnight && <p className={classes.formHint}>Over midnight, into the next day.</p>}
    </>
  );
}

function Season({ draft, errors, disabled, onChange }: Props) {
  const shared = {
    clearable: true,
    disabled,
    firstDayOfWeek: 1,
    valueFormat: draft.yearly ? 'D MMM' : 'D MMM YYYY',
  } as const;
  return (
    <>
      <div className={classes.pair}>
        <DatePickerInput
          {...shared}
          label="From"
          placeholder={draft.yearly ? '' : 'ever'}
          value={draft.dateFrom}
          error={errors.dateFrom}
          onChange={(dateFrom) => onChange({ dateFrom })}
        />
        <DatePickerInput
          {...shared}
          label="To"
          placeholder={draft.yearly ? '' : 'for good'}
          value={draft.dateTo}
          error={errors.dateTo}
          onChange={(dateTo) => onChange({ dateTo })}
        />
      </div>
      <Switch
        mt={10}
        size="xs"
        label="Every year"
        checked={draft.yearly}
        disabled={disabled}
        onChange={(at) => onChange({ yearly: at.currentTarget.checked })}
      />
    </>
  );
}

const wholeNumber = { min: 0, allowDecimal: false, allowNegative: false, hideControls: true } as const;

function Lead({ draft, errors, disabled, onChange }: Props) {
  const shared = { ...wholeNumber, placeholder: 'any', max: draft.leadUnit === 'days' ? 730 : 17_520, disabled };
  return (
    <div className={classes.triple}>
      <NumberInput
        {...shared}
        label="At least"
        value={draft.leadFrom}
        error={errors.leadFrom}
        onChange={(value) => onChange({ leadFrom: number(value) })}
      />
      <NumberInput
        {...shared}
        label="Less than"
        value={draft.leadTo}
        error={errors.leadTo}
        onChange={(value) => onChange({ leadTo: number(value) })}
      />
      <Select
        label="Counted in"
        allowDeselect={false}
        value={draft.leadUnit}
        disabled={disabled}
        data={[
          { value: 'hours', label: 'hours' },
          { value: 'days', label: 'days' },
        ]}
        onChange={(unit) => unit !== null && onChange({ leadUnit: unit satisfies LeadUnit })}
      />
    </div>
  );
}

function Full({ draft, errors, disabled, onChange }: Props) {
  const shared = { ...wholeNumber, max: 100, suffix: ' %', disabled };
  return (
    <>
      <div className={classes.pair}>
        <NumberInput
          {...shared}
          label="From"
          placeholder="0 %"
          value={draft.fullFrom}
          error={errors.fullFrom}
          onChange={(value) => onChange({ fullFrom: number(value) })}
        />
        <NumberInput
          {...shared}
          label="Up to"
          placeholder="100 %"
          value={draft.fullTo}
          error={errors.fullTo}
          onChange={(value) => onChange({ fullTo: number(value) })}
        />
      </div>
      <p className={classes.formHint}>How much of the day’s places is taken when somebody books.</p>
    </>
  );
}
