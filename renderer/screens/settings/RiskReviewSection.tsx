import { Slider, Switch } from '@mantine/core';
import type { RiskSettings } from '#core/domains/bookings/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { managersOnly, useIsManager } from '../catalogue/access.ts';
import { heldLately, type Lately, strictness } from './riskWords.ts';
import { SaveFoot } from './SaveFoot.tsx';
import classes from './settings.module.css';
import { useEdits } from './useEdits.ts';

interface Outlook extends RiskSettings {
  readonly lately: Lately;
}

/** From which score on a stranger's booking waits for somebody to look at it. */
export function RiskReviewSection() {
  const query = useAsk<Outlook>('bookings.riskSettings', {}, { tables: ['risk_settings', 'bookings'] });
  return (
    <section className={classes.section} aria-labelledby="risk" data-waiting={query.isPending || undefined}>
      <div className={classes.head}>
        <h2 id="risk">Risk reviews</h2>
        <p>What your team books is never held</p>
      </div>
      <Answered query={query}>{(outlook) => <RiskForm outlook={outlook} />}</Answered>
    </section>
  );
}

/** Where the slider stands when reviews are switched on. */
const USUAL = 75;
const marks = [{ value: 25 }, { value: 50 }, { value: 75 }];

function RiskForm({ outlook }: { outlook: Outlook }) {
  const isManager = useIsManager();
  const stored: RiskSettings = { holdFrom: outlook.holdFrom };
  const { values, changed, set, discard, save, running } = useEdits('bookings.updateRiskSettings', { stored });
  const { holdFrom } = values;
  return (
    <div className={classes.risk}>
      <Switch
        label="Hold risky bookings until somebody has looked at them"
        checked={holdFrom !== null}
        disabled={!isManager}
        onChange={({ currentTarget }) => set({ holdFrom: currentTarget.checked ? (outlook.holdFrom ?? USUAL) : null })}
      />
      {holdFrom !== null && (
        <div>
          <div className={classes.threshold}>
            <span>Held from a score of</span>
            <b className="num">{holdFrom}</b>
          </div>
          <Slider
            min={5}
            max={100}
            step={1}
            label={null}
            marks={marks}
            disabled={!isManager}
            value={holdFrom}
            thumbLabel="Held from a score of"
            onChange={(score) => set({ holdFrom: score })}
          />
          <p>{strictness(holdFrom)}</p>
        </div>
      )}
      <p role="status">{heldLately(outlook.lately, holdFrom)}</p>
      {!isManager && <p>{managersOnly}</p>}
      {changed.length > 0 && <SaveFoot running={running} onDiscard={discard} onSave={() => void save()} />}
    </div>
  );
}
