import { Button, MultiSelect, NumberInput, SegmentedControl, Select, Switch } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { CancellationStep, Resource } from '#core/domains/catalog/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { IconAction } from '../../components/IconAction.tsx';
import classes from './catalogue.module.css';
import { Section, type SectionProps } from './Section.tsx';
import { DepositField, MovesField } from './TermsFields.tsx';
import { policyText } from './words.ts';

const plus = <IconPlus size={14} stroke={1.5} />;

/** What a booking takes up: one of each group, all at once. */
export function ResourcesSection({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  const { data: resources } = useAsk<Resource[]>('catalog.resources');
  const groups = values.resourceGroups;
  const used = new Set(groups.flat());
  const known = (resources ?? []).filter((resource) => resource.active || used.has(resource.id));
  // The same people in two groups: two of them are needed at once.
  const options = Object.entries(Object.groupBy(known, (resource) => resource.kind)).map(([kind, members]) => ({
    group: kind,
    items: (members ?? []).map((resource) => ({
      value: resource.id,
      label: resource.active ? resource.name : `${resource.name} (archived)`,
    })),
  }));
  const setGroup = (index: number, ids: string[] | null) =>
    set({ resourceGroups: groups.flatMap((group, at) => (at !== index ? [group] : ids === null ? [] : [ids])) });

  return (
    <Section
      title="Who and what it needs"
      help="A slot is free when one of each group is. Name the same ones in two groups where it takes two of them."
    >
      {resources?.length === 0 ? (
        <p className={classes.plain} style={{ margin: 0 }}>
          No people, rooms or things yet. Add them under{' '}
          <Link className={classes.link} to="/catalogue" search={{ tab: 'resources' }}>
            Resources
          </Link>{' '}
          when a booking should take one up.
        </p>
      ) : (
        <div className={classes.steps}>
          {readOnly && groups.length === 0 && <span className={classes.second}>Nobody and nothing in particular.</span>}
          {groups.map((group, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a group is its place in the list
            <div key={index} style={{ display: 'flex', gap: 8, alignItems: 'flex-end' }}>
              <MultiSelect
                style={{ flex: 1 }}
                label={index === 0 ? 'One of' : 'and one of'}
                placeholder={group.length === 0 ? 'Choose who can serve' : undefined}
                data={options}
                value={group}
                searchable
                hidePickedOptions
                disabled={readOnly}
                error={group.length === 0 ? errors.resourceGroups : undefined}
                onChange={(ids) => setGroup(index, ids)}
              />
              {!readOnly && <IconAction icon={IconX} label="Remove this group" size={32} onClick={() => setGroup(index, null)} />}
            </div>
          ))}
          {groups.length < 5 && !readOnly && (
            <div>
              <Button size="xs" variant="default" leftSection={plus} onClick={() => set({ resourceGroups: [...groups, []] })}>
                {groups.length === 0 ? 'Needs a person, room or thing' : 'And one of …'}
              </Button>
            </div>
          )}
        </div>
      )}
    </Section>
  );
}

export function BookingSection({ editor, readOnly }: SectionProps) {
  const { values, errors, set } = editor;
  return (
    <Section title="Booking and cancelling">
      <SegmentedControl
        aria-label="Approval"
        fullWidth
        disabled={readOnly}
        value={values.approval}
        data={[
          { value: 'auto', label: 'Confirmed at once' },
          { value: 'manual', label: 'You approve each booking' },
        ]}
        onChange={(approval) => set({ approval: approval })}
      />
      {values.approval === 'manual' && (
        <Switch
          mt="md"
          label="A request keeps its time"
          description={
            values.pendingTakesPlace
              ? 'Nobody else can book it until you approve or decline.'
              : 'Others can book it or ask for it until you approve one of them. A request that is asked for money keeps its time.'
          }
          checked={values.pendingTakesPlace}
          disabled={readOnly}
          onChange={(at) => set({ pendingTakesPlace: at.currentTarget.checked })}
        />
      )}
      <div style={{ margin: '16px 0 6px', fontWeight: 500 }}>When a customer cancels</div>
      <PolicyField
        steps={values.cancellationPolicy}
        readOnly={readOnly}
        error={errors.cancellationPolicy}
        onChange={(cancellationPolicy) => set({ cancellationPolicy })}
      />
      <div style={{ margin: '16px 0 6px', fontWeight: 500 }}>When a customer wants another time</div>
      <MovesField {...{ editor, readOnly }} />
      <div style={{ margin: '16px 0 6px', fontWeight: 500 }}>Deposit</div>
      <DepositField {...{ editor, readOnly }} />
    </Section>
  );
}

interface PolicyProps {
  steps: CancellationStep[];
  readOnly: boolean;
  error: string | undefined;
  onChange: (steps: CancellationStep[]) => void;
}

function PolicyField({ steps, readOnly, error, onChange }: PolicyProps) {
  const change = (index: number, to: Partial<CancellationStep>) =>
    onChange(steps.map((step, at) => (at === index ? { ...step, ...to } : step)));
  return (
    <>
      <div className={classes.steps}>
        {steps.map((step, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a step is its place in the list
          <PolicyStep
            key={index}
            {...{ step, readOnly }}
            onChange={(to) => change(index, to)}
            onRemove={() => onChange(steps.filter((_, at) => at !== index))}
          />
        ))}
        {error && (
          <div data-error-field tabIndex={-1} style={{ color: 'var(--sk-danger)', fontSize: 12 }}>
            {error}
          </div>
        )}
        {steps.length < 10 && !readOnly && (
          <div>
            <Button size="xs" variant="default" leftSection={plus} onClick={() => onChange([...steps, nextStep(steps)])}>
              Add a step
            </Button>
          </div>
        )}
      </div>
      <p className={classes.plain} aria-live="polite">
        Customers read: “{policyText(steps)}”
      </p>
    </>
  );
}

function PolicyStep({
  step,
  readOnly,
  onChange,
  onRemove,
}: {
  step: CancellationStep;
  readOnly: boolean;
  onChange: (to: Partial<CancellationStep>) => void;
  onRemove: () => void;
}) {
  const inDays = step.hoursBefore >= 48 && step.hoursBefore % 24 === 0;
  return (
    <div className={classes.step}>
      <NumberInput
        aria-label="Refund in per cent"
        w={84}
        suffix=" %"
        min={0}
        max={100}
        allowDecimal={false}
        disabled={readOnly}
        value={step.refundPercent}
        onChange={(percent) => onChange({ refundPercent: Math.min(100, Number(percent) || 0) })}
      />
      back until
      <NumberInput
        aria-label="How long before the start"
        w={84}
        min={0}
        max={inDays ? 365 : 8_760}
        allowDecimal={false}
        disabled={readOnly}
        value={inDays ? step.hoursBefore / 24 : step.hoursBefore}
        onChange={(amount) => onChange({ hoursBefore: Math.min(8_760, (Number(amount) || 0) * (inDays ? 24 : 1)) })}
      />
      <Select
        aria-label="Hours or days"
        w={96}
        allowDeselect={false}
        disabled={readOnly}
        value={inDays ? 'days' : 'hours'}
        data={['hours', 'days']}
        onChange={(unit) =>
          onChange({ hoursBefore: unit === 'days' ? Math.max(2, Math.round(step.hoursBefore / 24)) * 24 : Math.min(47, step.hoursBefore) })
        }
      />
      before
      {!readOnly && <IconAction icon={IconX} label="Remove this step" onClick={onRemove} />}
    </div>
  );
}

/** A gentler step before those there are, or half back after the only one. */
function nextStep(steps: readonly CancellationStep[]): CancellationStep {
  if (steps.length === 0) return { hoursBefore: 24, refundPercent: 100 };
  const last = steps.toSorted((a, b) => a.hoursBefore - b.hoursBefore)[0] ?? { hoursBefore: 24, refundPercent: 100 };
  if (last.hoursBefore > 1)
    return { hoursBefore: Math.max(1, Math.floor(last.hoursBefore / 4)), refundPercent: Math.floor(last.refundPercent / 2) };
  return { hoursBefore: Math.max(...steps.map((step) => step.hoursBefore)) + 24, refundPercent: 100 };
}
