import { NumberInput, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { instantToWall } from '#core/base/zone.ts';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import type { PriceRuleFields, PriceSimulation, SimulatedDay } from '#core/domains/pricing/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { viewerZone } from '../../components/times.ts';
import { dateText } from '../calendar/clock.ts';
import { useNow } from '../calendar/ticker.ts';
import { AsIf, leadSteps } from './AsIf.tsx';
import { DayPrices } from './DayPrices.tsx';
import { changeOf, MonthPrices } from './MonthPrices.tsx';
import { addMonths, rangeOf } from './month.ts';
import classes from './pricing.module.css';

interface Props {
  search: Record<string, string | undefined>;
  look: (to: Record<string, string | undefined>) => void;
  offerings: readonly OfferingSummary[];
  currency: string;
  /** rules in place of the saved ones */
  drafts: PriceRuleFields[] | undefined;
}

const SLIDING_MS = 120;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** What would it cost: a month of prices, a day of starts, and the steps of one start's price. */
export function Simulator({ search, look, offerings, drafts }: Props) {
  const now = useNow('halfMinute');
  const [lead, setLead] = useState<number | null>(null);
  const [occupancy, setOccupancy] = useState<number | null>(null);
  const [quantity, setQuantity] = useState(1);
  const sold = offerings.filter(({ pricingModel }) => pricingModel !== 'SUBSCRIPTION');
  const offering = sold.find(({ id }) => id === search['subject']) ?? sold.find(({ status }) => status === 'PUBLISHED') ?? sold[0];
  const today = instantToWall(offering?.timezone ?? 'UTC', now).date;
  const asked = search['month'] ?? '';
  const month = MONTH.test(asked) ? asked : today.slice(0, 7);
  const given = {
    offeringId: offering?.id,
    month,
    ...(quantity > 1 && { quantity }),
    ...(lead !== null && { leadHours: leadSteps[lead] ?? 0 }),
    ...(occupancy !== null && { occupancy }),
  };
  const [input] = useDebouncedValue(JSON.stringify({ ...given, ...(drafts && { rules: drafts }) }), SLIDING_MS);
  const [plain] = useDebouncedValue(JSON.stringify(given), SLIDING_MS);
  const simulated = useAsk<PriceSimulation>('pricing.simulate', JSON.parse(input), { enabled: offering !== undefined });
  const saved = useAsk<PriceSimulation>('pricing.simulate', JSON.parse(plain), { enabled: offering !== undefined && drafts !== undefined });
  if (!offering) return null;

  const days = new Map((simulated.data?.days ?? []).map((day) => [day.date, day]));
  const before = drafts && saved.data ? new Map(saved.data.days.map((day) => [day.date, day])) : null;
  const currency = simulated.data?.currency ?? offering.currency;
  const first =
    [...days.values()].find((day) => day.date >= today && day.slots.length > 0) ?? [...days.values()].find((day) => day.slots.length > 0);
  const chosen = search['day']?.startsWith(month) ? search['day'] : first?.date.startsWith(month) ? first.date : undefined;
  const go = (by: number) => look({ month: addMonths(month, by), day: undefined, at: undefined });
  return (
    <section className={classes.simulator} aria-label="What would it cost?">
      <div className={classes.simBar}>
        <Select
          aria-label="Offering"
          searchable
          allowDeselect={false}
          className={classes.simOffering}
          value={offering.id}
          data={sold.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(subject) => subject !== null && look({ subject, at: undefined })}
        />
        <div className={classes.monthNav}>
          <IconAction icon={IconChevronLeft} label="The month before" onClick={() => go(-1)} />
          <h2>{dateText(`${month}-01`, { month: 'long', year: 'numeric' })}</h2>
          <IconAction icon={IconChevronRight} label="The month after" onClick={() => go(1)} />
        </div>
        {offering.capacity > 1 && (
          <NumberInput
            aria-label="Places"
            className={classes.places}
            min={1}
            max={offering.capacity}
            allowDecimal={false}
            value={quantity}
            suffix={quantity === 1 ? ' place' : ' places'}
            onChange={(value) => setQuantity(typeof value === 'number' && value >= 1 ? Math.min(value, offering.capacity) : 1)}
          />
        )}
      </div>
      <div className={classes.asIfs}>
        <AsIf kind="lead" value={lead} onChange={setLead} />
        <AsIf kind="full" value={occupancy} onChange={setOccupancy} />
      </div>
      {simulated.error && !simulated.data ? (
        <ErrorState error={simulated.error} onRetry={() => void simulated.refetch()} />
      ) : (
        <div className={classes.simBody}>
          <div>
            <MonthPrices
              {...{ month, today, days, before, currency, chosen }}
              range={rangeOf(simulated.data?.days ?? [])}
              onChoose={(day) => look({ day, at: undefined })}
            />
            <p className={classes.simNote}>
              {noteOf({ days, before, title: offering.title, isDraft: drafts !== undefined })}
              {` Prices in ${currency}.`}
              {offering.timezone !== viewerZone && ` Times are those of ${offering.timezone.replaceAll('_', ' ')}.`}
            </p>
          </div>
          {chosen !== undefined && (
            <DayPrices
              key={chosen}
              date={chosen}
              day={days.get(chosen)}
              before={before?.get(chosen)}
              loaded={simulated.data !== undefined}
              {...{ offering, currency }}
              at={Number(search['at'])}
              onAt={(at) => look({ day: chosen, at: String(at) })}
            />
          )}
        </div>
      )}
    </section>
  );
}

interface Shown {
  days: ReadonlyMap<string, SimulatedDay>;
  before: ReadonlyMap<string, SimulatedDay> | null;
  title: string;
  isDraft: boolean;
}

function noteOf({ days, before, title, isDraft }: Shown): string {
  if (!isDraft) return 'What customers pay by the rules that are on.';
  const isSame = before !== null && [...before].every(([date, was]) => changeOf(was, days.get(date)) === 0);
  return isSame
    ? `${title} costs the same with and without the change in this month.`
    : 'As it would be with the change: nobody pays this yet.';
}
