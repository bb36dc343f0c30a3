import { Select } from '@mantine/core';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import type { PaymentSettings } from '#core/domains/payments/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { useAsk, useSync } from '../../bridge/ask.ts';
import { useDataState } from '../../bridge/data.ts';
import { Answered } from '../../components/Answered.tsx';
import { managersOnly, useIsManager } from '../catalogue/access.ts';
import data from './data.module.css';
import {
  collectChoices,
  dayCount,
  depositChoices,
  dueChoices,
  lengthOf,
  meaningOf,
  providerChoices,
  serverSaid,
  waits,
} from './paymentWords.ts';
import { SaveFoot } from './SaveFoot.tsx';
import classes from './settings.module.css';
import { useEdits } from './useEdits.ts';

/** How customers pay, what of it while they book, and whether the server can take cards at all. */
export function PaymentsSection() {
  const query = useAsk<PaymentSettings>('payments.settings', {}, { tables: ['payment_settings'] });
  return (
    <section className={classes.section} aria-labelledby="payments" data-waiting={query.isPending || undefined}>
      <div className={classes.head}>
        <h2 id="payments">Payments</h2>
        <p>From the next booking on</p>
      </div>
      <Answered query={query}>{(settings) => <PaymentsForm settings={settings} />}</Answered>
    </section>
  );
}

function PaymentsForm({ settings }: { settings: PaymentSettings }) {
  const isManager = useIsManager();
  const sandbox = useAsk<Profile>('tenants.profile').data?.sandbox ?? false;
  const shown = sandbox && settings.provider === 'stripe' ? { ...settings, provider: 'test' as const } : settings;
  const { values, changed, set, discard, save, running } = useEdits('payments.updateSettings', { stored: settings, shown });
  const offerings = useAsk<OfferingSummary[]>('catalog.offerings', {}, { tables: ['offerings'] });
  const hasPlans = offerings.data?.some(({ pricingModel }) => pricingModel === 'SUBSCRIPTION') ?? false;
  const online = values.provider !== 'desk';
  const asks = online && values.collect !== 'nothing';
  return (
    <div className={classes.risk}>
      <div className={isManager ? classes.grid : `${classes.grid} ${classes.frozen}`}>
        <Select
          {...{ label: 'Customers pay', allowDeselect: false, disabled: !isManager }}
          value={values.provider}
          data={providerChoices(sandbox)}
          onChange={(provider) => provider && set({ provider })}
        />
        {online && (
          <Select
            {...{ label: 'While they book', allowDeselect: false, disabled: !isManager }}
            value={values.collect}
            data={collectChoices}
            onChange={(collect) => collect && set({ collect })}
          />
        )}
        {asks && values.collect === 'deposit' && (
          <Select
            {...{ label: 'Deposits are', allowDeselect: false, disabled: !isManager }}
            value={values.deposits}
            data={depositChoices}
            onChange={(deposits) => deposits && set({ deposits })}
          />
        )}
        {asks && (
          <Select
            {...{ label: 'Time to pay', allowDeselect: false, disabled: !isManager }}
            value={String(values.paymentMinutes)}
            data={waitChoices(values.paymentMinutes)}
            onChange={(minutes) => minutes && set({ paymentMinutes: Number(minutes) })}
          />
        )}
        {hasPlans && (
          <Select
            {...{ label: 'Plans are paid within', allowDeselect: false, disabled: !isManager }}
            value={String(values.dueDays)}
            data={dueChoices(values.dueDays)}
            onChange={(days) => days && set({ dueDays: Number(days) })}
          />
        )}
      </div>
      <p>{meaningOf(values)}</p>
      {hasPlans && <p>Each period of a plan is due {dayCount(values.dueDays)} after it begins. What is charged already keeps its date.</p>}
      <ServerLine values={values} sandbox={sandbox} />
      {!isManager && <p>{managersOnly}</p>}
      {changed.length > 0 && <SaveFoot running={running} onDiscard={discard} onSave={() => void save()} />}
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
