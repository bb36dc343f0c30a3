import { NumberInput, Switch, TextInput } from '@mantine/core';
import type { Nights } from '#core/domains/catalog/model.ts';
import classes from './catalogue.module.css';
import type { SectionProps } from './Section.tsx';
import { Folded } from './Folded.tsx';
import rows from './Rows.module.css';
import { nightsText, shortWeekdays, timeOfDay } from './words.ts';

const usual: Nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 1, maxNights: 14, arrivalDays: [], byDay: [] };

/** From a day of arrival to a day of departure instead of from one time to another. */
export function NightsFold({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const { nights, pricingModel } = values;
  const change = (to: Partial<Nights>) => nights && set({ nights: { ...nights, ...to } });
  const turn = (on: boolean) => {
    // By the hour is no price of a night.
    const model = on && pricingModel !== 'SUBSCRIPTION' ? 'DAILY' : pricingModel;
    set({ nights: on ? (editor.offering?.nights ?? usual) : null, pricingModel: model });
  };
  return (
    <Folded
      part="nights"
      title="Sold by the night"
      summary={nights ? `${nightsText(nights)}, check-in from ${timeOfDay(nights.checkInTime)}` : 'No'}
      unset={nights === null}
      fields={['nights']}
      errors={errors}
    >
      <Switch
        label="Customers choose nights, not times"
        checked={nights !== null}
        disabled={readOnly}
        onChange={(at) => turn(at.currentTarget.checked)}
      />
      {nights && <NightsForm {...{ editor, readOnly, nights, change }} />}
    </Folded>
  );
}

function NightsForm({ editor, readOnly, nights, change }: SectionProps & { nights: Nights; change: (to: Partial<Nights>) => void }) {
  const { errors } = editor;
  const time = (field: 'checkInTime' | 'checkOutTime', label: string) => (
    <TextInput
      className={classes.half}
      type="time"
      label={label}
      disabled={readOnly}
      value={nights[field]}
      error={errors[`nights.${field}`]}
      onChange={(at) => change({ [field]: at.currentTarget.value })}
    />
  );
  const count = (field: 'minNights' | 'maxNights', label: string) => (
    <NumberInput
      className={classes.half}
      label={label}
      min={1}
      max={60}
      allowDecimal={false}
      disabled={readOnly}
      value={nights[field]}
      error={errors[`nights.${field}`]}
      onChange={(to) => change({ [field]: typeof to === 'number' ? to : Number.NaN })}
    />
  );
  return (
    <>
      <div className={classes.grid} style={{ marginTop: 14 }}>
        {time('checkInTime', 'Check-in from')}
        {time('checkOutTime', 'Check-out until')}
        {count('minNights', 'Fewest nights')}
        {count('maxNights', 'Most nights')}
      </div>
      <ArrivalDays {...{ nights, readOnly, change }} />
      <NightsByDay {...{ nights, readOnly, change }} error={errors['nights.byDay']} />
    </>
  );
}

interface DaysProps {
  nights: Nights;
  readOnly: boolean;
  change: (to: Partial<Nights>) => void;
}

const isoDays = [1, 2, 3, 4, 5, 6, 7];

function ArrivalDays({ nights, readOnly, change }: DaysProps) {
  const { arrivalDays } = nights;
  const toggle = (day: number) => {
    const now = arrivalDays.length === 0 ? isoDays : arrivalDays;
    const next = now.includes(day) ? now.filter((each) => each !== day) : [...now, day].toSorted((a, b) => a - b);
    // None and all of them are the same: every day.
    change({ arrivalDays: next.length === 7 ? [] : next });
  };
  const isOn = (day: number) => arrivalDays.length === 0 || arrivalDays.includes(day);
  return (
    <div className={rows.ruled} role="group" aria-label="Arrival on">
      <div style={{ marginBottom: 6, fontWeight: 500 }}>Arrival on</div>
      <div className={rows.days}>
        {isoDays.map((day) => (
          <button
            key={day}
            type="button"
            className={rows.day}
            aria-pressed={isOn(day)}
            disabled={readOnly || (arrivalDays.length === 1 && isOn(day))}
            onClick={() => toggle(day)}
          >
            {shortWeekdays[day - 1]}
          </button>
        ))}
      </div>
    </div>
  );
}

type Limit = 'minNights' | 'maxNights';
const limitWords = { minNights: 'Fewest nights', maxNights: 'Most nights' } as const;

function NightsByDay({ nights, readOnly, change, error }: DaysProps & { error: string | undefined }) {
  const { arrivalDays, byDay } = nights;
  const ofDay = (day: number) => byDay.find(({ dayOfWeek }) => dayOfWeek === day) ?? { dayOfWeek: day, minNights: null, maxNights: null };
  const setDay = (day: number, limit: Limit, count: number | null) => {
    const own = { ...ofDay(day), [limit]: count };
    const others = byDay.filter(({ dayOfWeek }) => dayOfWeek !== day);
    const next = own.minNights === null && own.maxNights === null ? others : [...others, own];
    change({ byDay: next.toSorted((a, b) => a.dayOfWeek - b.dayOfWeek) });
  };
  const isOff = (day: number) => (ofDay(day).minNights ?? nights.minNights) > (ofDay(day).maxNights ?? nights.maxNights);
  return (
    <div className={rows.ruled} role="group" aria-label="Nights by day of arrival">
      <div style={{ fontWeight: 500 }}>Nights by day of arrival</div>
      <p className={rows.hint}>Where a day asks for other numbers, such as at least two from a Friday on.</p>
      {(['minNights', 'maxNights'] as const).map((limit) => (
        <div key={limit} style={{ marginTop: 8 }}>
          <div className={rows.hint}>{limitWords[limit]}</div>
          <div className={rows.days}>
            {isoDays.map((day) => (
              <NumberInput
                key={day}
                className={rows.dayNumber}
                label={shortWeekdays[day - 1]}
                aria-label={`${limitWords[limit]}, ${shortWeekdays[day - 1]}`}
                placeholder={String(nights[limit])}
                min={1}
                max={60}
                allowDecimal={false}
                hideControls
                disabled={readOnly || (arrivalDays.length > 0 && !arrivalDays.includes(day))}
                value={ofDay(day)[limit] ?? ''}
                error={error !== undefined && isOff(day)}
                onChange={(count) => setDay(day, limit, typeof count === 'number' ? count : null)}
              />
            ))}
          </div>
        </div>
      ))}
      {error && <p style={{ margin: '6px 0 0', fontSize: 12, color: 'var(--sk-danger)' }}>{error}</p>}
    </div>
  );
}
