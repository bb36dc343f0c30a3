import { Slider, UnstyledButton } from '@mantine/core';
import classes from './pricing.module.css';
import { hoursText } from './ruleWords.ts';

/** Hours ahead of the start: close together where an hour matters. */
export const leadSteps = [0, 1, 2, 4, 8, 12, 24, 48, 72, 96, 120, 168, 240, 336, 504, 720, 1_080, 1_440, 2_160] as const;

interface Props {
  kind: 'lead' | 'full';
  /** null: as it is; of `lead` the step, of `full` whole per cent */
  value: number | null;
  onChange: (value: number | null) => void;
}

const kinds = {
  lead: {
    asIs: 'Booked now',
    name: 'As if booked',
    thumb: 'As if booked so far ahead',
    max: leadSteps.length - 1,
    step: 1,
    text: (value: number) => (value === 0 ? 'at the start' : `${hoursText(leadSteps[value] ?? 0)} ahead`),
  },
  full: { asIs: 'As full as it is', name: 'As if', thumb: 'As if so full', max: 100, step: 5, text: (value: number) => `${value} % full` },
} as const;

export function AsIf({ kind, value, onChange }: Props) {
  const { name, asIs, thumb, max, step, text } = kinds[kind];
  return (
    <div className={classes.asIf} data-set={value !== null || undefined}>
      <span className={classes.asIfName}>
        {value === null ? (
          asIs
        ) : (
          <>
            {name} <b>{text(value)}</b>
          </>
        )}
        {value !== null && (
          <UnstyledButton className={classes.link} onClick={() => onChange(null)}>
            as it is
          </UnstyledButton>
        )}
      </span>
      <Slider
        size="sm"
        color={value === null ? 'gray' : undefined}
        min={0}
        max={max}
        step={step}
        label={null}
        thumbLabel={thumb}
        thumbValueText={value === null ? asIs : text}
        value={value ?? 0}
        onChange={onChange}
      />
    </div>
  );
}
