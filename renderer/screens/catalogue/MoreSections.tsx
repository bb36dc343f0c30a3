/** What most offerings don't need: each stands folded, with what is set in a line. */
import { NumberInput } from '@mantine/core';
import classes from './catalogue.module.css';
import type { Field } from './draft.ts';
import { AddOnsFold, QuestionsFold } from './ExtraFolds.tsx';
import { Folded } from './Folded.tsx';
import { NightsFold } from './NightsFold.tsx';
import { DurationsFold, RangeFold, TiersFold } from './PriceFolds.tsx';
import { Section, type SectionProps } from './Section.tsx';
import { limitsText } from './words.ts';

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

const limits = [
  ['dailyLimit', 'Bookings a day', 'That start on one day'],
  ['customerDailyLimit', 'A day, of one customer', 'By their address'],
  ['customerOpenLimit', 'Still to come, of one customer', 'Counted over all days'],
] as const satisfies readonly (readonly [Field, string, string])[];

function LimitsFold({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  return (
    <Folded
      part="limits"
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
