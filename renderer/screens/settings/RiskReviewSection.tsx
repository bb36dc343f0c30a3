import { Button, Slider, Switch } from '@mantine/core';
import { useState } from 'react';
import type { RiskSettings } from '#core/domains/bookings/model.ts';
import { useAsk, useRun } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { Answered } from '../../components/Answered.tsx';
import { toast } from '../../components/toasts.ts';
import { managersOnly, useIsManager } from '../catalogue/access.ts';
import { heldLately, type Lately, strictness } from './riskWords.ts';
import classes from './settings.module.css';

interface Outlook extends RiskSettings {
  readonly lately: Lately;
}

/** From which score on a stranger's booking waits for somebody to look at it. */
export function RiskReviewSection() {
  const query = useAsk<Outlook>('bookings.riskSettings', {}, { tables: ['risk_settings', 'bookings'] });
  return (
    <section className={classes.section} aria-labelledby="risk">
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
  const { run, running } = useRun<{ changes: RiskSettings; seen: RiskSettings }>('bookings.updateRiskSettings');
  const [edit, setEdit] = useState<RiskSettings | null>(null);
  const [seen, setSeen] = useState<number | null>(null);
  const holdFrom = edit === null ? outlook.holdFrom : edit.holdFrom;
  const dirty = edit !== null && edit.holdFrom !== outlook.holdFrom;
  const set = (to: number | null) => {
    if (edit === null) setSeen(outlook.holdFrom);
    setEdit({ holdFrom: to });
  };
  const save = async () => {
    if (edit === null) return;
    try {
      await run({ changes: edit, seen: { holdFrom: seen } });
      setEdit(null);
      toast.ok('Saved');
    } catch (cause) {
      const failure = failureOf(cause);
      if (failure.code === 'edit_conflict') setSeen(typeof failure.facts['theirs'] === 'number' ? failure.facts['theirs'] : null);
      toast.problem(failure);
    }
  };
  return (
    <div className={classes.risk}>
      <Switch
        label="Hold risky bookings until somebody has looked at them"
        checked={holdFrom !== null}
        disabled={!isManager}
        onChange={({ currentTarget }) => set(currentTarget.checked ? (outlook.holdFrom ?? USUAL) : null)}
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
            onChange={set}
          />
          <p>{strictness(holdFrom)}</p>
        </div>
      )}
      <p role="status">{heldLately(outlook.lately, holdFrom)}</p>
      {!isManager && <p>{managersOnly}</p>}
      {dirty && (
        <div className={classes.foot}>
          <Button variant="default" onClick={() => setEdit(null)}>
            Discard
          </Button>
          <Button loading={running} onClick={() => void save()}>
            Save
          </Button>
        </div>
      )}
    </div>
  );
}
