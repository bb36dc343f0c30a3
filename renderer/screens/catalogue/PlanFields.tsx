import { MultiSelect, NumberInput, Select } from '@mantine/core';
import type { OfferingSummary, Plan } from '#core/domains/catalog/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import classes from './catalogue.module.css';
import type { SectionProps } from './Section.tsx';
import rows from './Rows.module.css';

const periods: readonly Plan['period'][] = ['week', 'month', 'year'];

/** What a subscription is paid for, and how often. */
export function PlanFields({ editor, readOnly, plan }: SectionProps & { plan: Plan }) {
  const { errors, set, offering } = editor;
  const { data: offerings } = useAsk<OfferingSummary[]>('catalog.offerings');
  const change = (to: Partial<Plan>) => set({ plan: { ...plan, ...to } });
  // A plan holds what can be booked: neither itself nor another plan.
  const options = (offerings ?? [])
    .filter(({ id, plan: its, status }) => plan.offeringIds.includes(id) || (id !== offering?.id && its === null && status !== 'ARCHIVED'))
    .map(({ id, title }) => ({ value: id, label: title }));
  return (
    <div className={`${classes.grid} ${rows.ruled}`}>
      <Select
        className={classes.half}
        label="Paid every"
        allowDeselect={false}
        disabled={readOnly}
        data={periods}
        value={plan.period}
        onChange={(period) => period && change({ period })}
      />
      <NumberInput
        className={classes.half}
        label={`Visits a ${plan.period}`}
        placeholder="as many as they like"
        min={1}
        max={1_000}
        allowDecimal={false}
        disabled={readOnly}
        value={plan.visits ?? ''}
        error={errors['plan.visits']}
        onChange={(visits) => change({ visits: typeof visits === 'number' ? visits : null })}
      />
      <MultiSelect
        className={classes.whole}
        label="What can be booked with it"
        placeholder={plan.offeringIds.length === 0 ? 'Morning yoga, Open gym' : undefined}
        searchable
        hidePickedOptions
        nothingFoundMessage="Nothing by that name."
        disabled={readOnly}
        data={options}
        value={plan.offeringIds}
        error={errors['plan.offeringIds']}
        onChange={(offeringIds) => change({ offeringIds })}
      />
    </div>
  );
}
