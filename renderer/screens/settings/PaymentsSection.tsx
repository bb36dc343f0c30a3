import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { PaymentSettings } from '#core/domains/payments/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { useAsk, useRun, useSync } from '../../bridge/ask.ts';
import { useDataState } from '../../bridge/data.ts';
import { failureOf } from '../../bridge/failure.ts';
import { Answered } from '../../components/Answered.tsx';
import { toast } from '../../components/toasts.ts';
import { managersOnly, useIsManager } from '../catalogue/access.ts';
import data from './data.module.css';
import { collectChoices, depositChoices, lengthOf, meaningOf, providerChoices, serverSaid, waits } from './paymentWords.ts';
import classes from './settings.module.css';

/** How customers pay, what of it while they book, and whether the server can take cards at all. */
export function PaymentsSection() {
  const query = useAsk<PaymentSettings>('payments.settings', {}, { tables: ['payment_settings'] });
  return (
    <section className={classes.section} aria-labelledby="payments">
      <div className={classes.head}>
        <h2 id="payments">Payments</h2>
        <p>From the next booking on</p>
      </div>
      <Answered query={query}>{(settings) => <PaymentsForm settings={settings} />}</Answered>
    </section>
  );
}

type Edits = Partial<PaymentSettings>;

function PaymentsForm({ settings }: { settings: PaymentSettings }) {
  const isManager = useIsManager();
  const sandbox = useAsk<Profile>('tenants.profile').data?.sandbox ?? false;
  const { run, running } = useRun<{ changes: Edits; seen: Edits }>('payments.updateSettings');
  const [edits, setEdits] = useState<Edits>({});
  const [seen, setSeen] = useState<Edits>({});
  const stored = sandbox && settings.provider === 'stripe' ? { ...settings, provider: 'test' as const } : settings;
  const values = { ...stored, ...edits };
  const changed = (Object.keys(edits) as (keyof PaymentSettings)[]).filter((field) => edits[field] !== stored[field]);
  const set = <F extends keyof PaymentSettings>(field: F, value: PaymentSettings[F]) => {
    setEdits((before) => ({ ...before, [field]: value }));
    setSeen((before) => ({ [field]: settings[field], ...before }));
  };
  const discard = () => {
    setEdits({});
    setSeen({});
  };
  const save = async () => {
    try {
      await run({ changes: edits, seen });
      discard();
      toast.ok('Saved');
    } catch (cause) {
      const failure = failureOf(cause);
      const field = failure.facts['field'];
      if (failure.code === 'edit_conflict' && typeof field === 'string')
        setSeen((before) => ({ ...before, [field]: failure.facts['theirs'] }));
      toast.problem(failure);
    }
  };
  const online = values.provider !== 'desk';
  const asks = online && values.collect !== 'nothing';
  return (
    <div className={classes.risk}>
      <div className={isManager ? classes.grid : `${classes.grid} ${classes.frozen}`}>
        <Select
          {...{ label: 'Customers pay', allowDeselect: false, disabled: !isManager }}
          value={values.provider}
          data={providerChoices(sandbox)}
          onChange={(provider) => provider && set('provider', provider)}
        />
        {online && (
          <Select
            {...{ label: 'While they book', allowDeselect: false, disabled: !isManager }}
            value={values.collect}
            data={collectChoices}
            onChange={(collect) => collect && set('collect', collect)}
          />
        )}
        {asks && values.collect === 'deposit' && (
          <Select
            {...{ label: 'Deposits are', allowDeselect: false, disabled: !isManager }}
            value={values.deposits}
            data={depositChoices}
            onChange={(deposits) => deposits && set('deposits', deposits)}
          />
        )}
        {asks && (
          <Select
            {...{ label: 'Time to pay', allowDeselect: false, disabled: !isManager }}
            value={String(values.paymentMinutes)}
            data={waitChoices(values.paymentMinutes)}
            onChange={(minutes) => minutes && set('paymentMinutes', Number(minutes))}
          />
        )}
      </div>
      <p>{meaningOf(values)}</p>
      <ServerLine values={values} sandbox={sandbox} />
      {!isManager && <p>{managersOnly}</p>}
      {changed.length > 0 && (
        <div className={classes.foot}>
          <Button variant="default" onClick={discard}>
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

const waitChoices = (now: number) =>
  [...new Set([...waits, now])].toSorted((a, b) => a - b).map((minutes) => ({ value: String(minutes), label: lengthOf(minutes) }));

const LOOK_EVERY_MS = 60_000;

function ServerLine({ values, sandbox }: { values: PaymentSettings; sandbox: boolean }) {
  const offline = useSync().offlineSince !== null;
  const state = useDataState({ everyMs: LOOK_EVERY_MS });
  const said = serverSaid(values, { sandbox, stripe: offline ? undefined : state.data?.payments.stripe });
  if (said === null) return null;
  return (
    <p role="status">
      <span className={data.dot} data-tone={said.tone} aria-hidden />
      <strong className={said.tone === 'bad' ? data.bad : undefined}>{said.text}</strong> {said.more}
    </p>
  );
}
