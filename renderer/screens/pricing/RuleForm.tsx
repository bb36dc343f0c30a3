import { Button, MultiSelect, NumberInput, SegmentedControl, Stack, Switch, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { PERCENT } from '../catalogue/unit.ts';
import { UnitSelect } from '../catalogue/UnitSelect.tsx';
import { minorDigits } from '#core/base/money.ts';
import { ConditionBlock, conditionNames } from './ConditionBlock.tsx';
import { conditions, type Draft, type Field } from './draft.ts';
import classes from './pricing.module.css';

interface Props {
  draft: Draft;
  errors: Partial<Record<Field, string>>;
  offerings: readonly OfferingSummary[];
  disabled: boolean;
  onChange: (changes: Partial<Draft>) => void;
}

/** What a rule does, and beneath it the conditions that somebody asked for: those that aren't there bind nobody. */
export function RuleForm({ draft, errors, offerings, disabled, onChange }: Props) {
  const closed = conditions.filter((condition) => !draft.open.includes(condition));
  return (
    <Stack gap="md">
      <TextInput
        label="Name"
        placeholder="Weekend"
        description="Customers see this name on their quote."
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        maxLength={120}
        value={draft.name}
        error={errors.name}
        disabled={disabled}
        onChange={(at) => onChange({ name: at.currentTarget.value })}
      />
      <ChangeFields {...{ draft, errors, offerings, disabled, onChange }} />
      <div>
        <h3 className={classes.formHead}>Only when</h3>
        {draft.open.length === 0 && <p className={classes.formHint}>No condition: it always applies.</p>}
        {conditions
          .filter((condition) => draft.open.includes(condition))
          .map((condition) => (
            <ConditionBlock key={condition} {...{ condition, draft, errors, disabled, onChange }} />
          ))}
        {!disabled && closed.length > 0 && (
          <div className={classes.adders} role="group" aria-label="Add a condition">
            {closed.map((condition) => (
              <Button
                key={condition}
                size="xs"
                variant="default"
                leftSection={<IconPlus size={14} stroke={1.5} />}
                onClick={() => onChange({ open: [...draft.open, condition] })}
              >
                {conditionNames[condition]}
              </Button>
            ))}
          </div>
        )}
      </div>
      <MultiSelect
        label="For"
        placeholder={draft.offeringIds.length === 0 ? 'Every offering' : ''}
        searchable
        clearable
        hidePickedOptions
        disabled={disabled}
        value={draft.offeringIds}
        data={choicesOf(draft.offeringIds, offerings)}
        onChange={(offeringIds) => onChange({ offeringIds })}
        classNames={{ pill: classes.pill }}
      />
      <Switch
        label="Nothing after it"
        description="Where this one applies, the rules below it are left out."
        checked={draft.last}
        disabled={disabled}
        onChange={(at) => onChange({ last: at.currentTarget.checked })}
      />
    </Stack>
  );
}

/** What was archived since stays chosen, and can be taken out. */
function choicesOf(chosen: readonly string[], offerings: readonly OfferingSummary[]): { value: string; label: string }[] {
  const titles = new Map(offerings.map(({ id, title }) => [id, title]));
  const gone = chosen.filter((id) => !titles.has(id));
  return [...titles, ...gone.map((id) => [id, 'Not on offer any more'] as const)].map(([value, label]) => ({ value, label }));
}

function ChangeFields({ draft, errors, offerings, disabled, onChange }: Props) {
  const currencies = offerings.map(({ currency }) => currency);
  const digits = draft.unit === PERCENT ? 2 : minorDigits(draft.unit);
  return (
    <div>
      <div className={classes.change}>
        <SegmentedControl
          aria-label="Dearer or cheaper"
          value={draft.sign}
          disabled={disabled}
          data={[
            { value: 'dearer', label: '+ dearer' },
            { value: 'cheaper', label: '− cheaper' },
          ]}
          onChange={(sign) => onChange({ sign })}
        />
        <NumberInput
          aria-label="By how much"
          value={draft.amount}
          error={errors.amount !== undefined}
          disabled={disabled}
          min={0}
          max={draft.unit === PERCENT ? 1_000 : 10_000_000}
          clampBehavior="none"
          allowNegative={false}
          decimalScale={digits}
          thousandSeparator=" "
          hideControls
          aria-describedby={errors.amount === undefined ? undefined : 'rule-amount-error'}
          onChange={(amount) => onChange({ amount: typeof amount === 'number' ? amount : amount === '' ? '' : Number(amount) })}
        />
        <UnitSelect {...{ unit: draft.unit, currencies, disabled }} onUnit={(unit) => onChange({ unit })} />
      </div>
      {errors.amount !== undefined && (
        <p id="rule-amount-error" className={classes.formError}>
          {errors.amount}
        </p>
      )}
      {draft.unit !== PERCENT && (
        <p className={classes.formHint}>
          On the price of an hour, a day, a night or a booking, as the offering is sold. Offerings in another currency keep theirs.
        </p>
      )}
    </div>
  );
}
