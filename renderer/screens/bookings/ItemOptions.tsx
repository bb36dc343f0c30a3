import { Checkbox, MultiSelect, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { formatMoney } from '#core/base/money.ts';
import type { AddOn, Answers, OfferingSummary, Question, Resource } from '#core/domains/catalog/model.ts';
import { nightsRange } from '#core/base/nights.ts';
import { useAsk } from '../../bridge/ask.ts';
import { lengthOf } from '../../components/times.ts';
import { type ItemDraft, lengthsOf, serves } from './itemDraft.ts';
import classes from './NewBooking.module.css';

interface Props {
  offering: OfferingSummary;
  draft: ItemDraft;
  onChange: (draft: ItemDraft) => void;
}

/** How many, how long, with whom: each only where the offering leaves it open. */
export function Measures({ offering, draft, onChange }: Props) {
  const fitting = useServing(offering);
  // One that was drawn may lie between those that are offered.
  const lengths = withOwn(lengthsOf(offering), draft.durationMinutes);
  const { nights } = offering;
  if (offering.capacity === 1 && lengths.length < 2 && fitting.length < 2 && nights === null) return null;
  return (
    <SimpleGrid cols={2} spacing="sm">
      {nights && (
        <NumberInput
          label="Nights"
          {...nightsRange(nights)}
          clampBehavior="strict"
          value={draft.nights}
          onChange={(value) => onChange({ ...draft, nights: Math.max(1, Number(value) || 1) })}
        />
      )}
      {offering.capacity > 1 && (
        <NumberInput
          label="Quantity"
          min={1}
          max={offering.capacity}
          clampBehavior="strict"
          value={draft.quantity}
          onChange={(value) => onChange({ ...draft, quantity: Math.max(1, Number(value) || 1) })}
        />
      )}
      {lengths.length > 1 && (
        <Select
          label="Length"
          data={lengths.map((minutes) => ({ value: String(minutes), label: lengthOf(minutes) }))}
          value={String(draft.durationMinutes)}
          onChange={(value) => onChange({ ...draft, durationMinutes: Number(value) })}
          allowDeselect={false}
        />
      )}
      {fitting.length > 1 && (
        <Select
          label="With"
          placeholder="Whoever is free"
          clearable
          data={fitting.map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.resourceId ?? null}
          onChange={(id) => onChange({ ...draft, resourceId: id ?? undefined })}
        />
      )}
    </SimpleGrid>
  );
}

const none: Resource[] = [];

function useServing(offering: OfferingSummary): Resource[] {
  const { data: resources = none } = useAsk<Resource[]>('catalog.resources', {}, { tables: ['resources'] });
  return resources.filter(({ id, active }) => active && serves(id, offering));
}

const withOwn = (lengths: readonly number[], own: number): number[] =>
  lengths.length === 0 ? [] : [...new Set([...lengths, own])].toSorted((a, b) => a - b);

/** What comes with it. What is required is ticked, and stays so. */
export function AddOns({ offering, draft, onChange }: Props) {
  if (offering.addOns.length === 0) return null;
  const take = (key: string, quantity: number) => {
    const { [key]: _before, ...others } = draft.addOns;
    onChange({ ...draft, addOns: quantity === 0 ? others : { ...others, [key]: quantity } });
  };
  return (
    <div role="group" aria-label="Add-ons">
      <Text size="sm" fw={500} mb={4}>
        Add-ons
      </Text>
      {offering.addOns.map((addOn) => (
        <AddOnRow
          key={addOn.key}
          addOn={addOn}
          currency={offering.currency}
          taken={draft.addOns[addOn.key] ?? 0}
          onTake={(quantity) => take(addOn.key, quantity)}
        />
      ))}
    </div>
  );
}

interface RowProps {
  addOn: AddOn;
  currency: string;
  taken: number;
  onTake: (quantity: number) => void;
}

function AddOnRow({ addOn, currency, taken, onTake }: RowProps) {
  const { name, priceCents, minutes, required, maxQuantity } = addOn;
  const facts = [priceCents === 0 ? 'Free' : formatMoney(priceCents, { currency }), minutes > 0 && `+${lengthOf(minutes)}`];
  return (
    <div className={classes.addOn}>
      <Checkbox
        label={required ? `${name} (always with it)` : name}
        checked={taken > 0}
        disabled={required}
        onChange={({ currentTarget }) => onTake(currentTarget.checked ? 1 : 0)}
      />
      {maxQuantity > 1 && taken > 0 && (
        <NumberInput
          aria-label={`How many: ${name}`}
          size="xs"
          w={64}
          min={1}
          max={maxQuantity}
          clampBehavior="strict"
          value={taken}
          onChange={(value) => onTake(Math.max(1, Number(value) || 1))}
        />
      )}
      <Text size="xs" c="dimmed" className={`${classes.end} num`}>
        {facts.filter(Boolean).join(' · ')}
      </Text>
    </div>
  );
}

/** What customers are asked; at the desk whatever isn't known may be left open. */
export function Questions({ offering, draft, onChange }: Props) {
  if (offering.questions.length === 0) return null;
  return (
    <Stack gap="sm">
      {offering.questions.map((question) => (
        <QuestionField
          key={question.key}
          question={question}
          answer={draft.answers[question.key]}
          onAnswer={(answer) => onChange({ ...draft, answers: answered(draft.answers, question.key, answer) })}
        />
      ))}
    </Stack>
  );
}

type Answer = Answers[string];

function answered(answers: Answers, key: string, answer: Answer | undefined): Answers {
  const { [key]: _before, ...others } = answers;
  return answer === undefined ? others : { ...others, [key]: answer };
}

interface QuestionProps {
  question: Question;
  answer: Answer | undefined;
  onAnswer: (answer: Answer | undefined) => void;
}

const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

function QuestionField({ question: { label, kind, options }, answer, onAnswer }: QuestionProps) {
  const text = typeof answer === 'string' ? answer : '';
  switch (kind) {
    case 'number':
      return (
        <NumberInput
          label={label}
          value={typeof answer === 'number' ? answer : ''}
          onChange={(value) => onAnswer(typeof value === 'number' ? value : undefined)}
        />
      );
    case 'choice':
      return <Select label={label} data={options} value={text || null} clearable onChange={(value) => onAnswer(value ?? undefined)} />;
    case 'choices':
      return <MultiSelect label={label} data={options} value={Array.isArray(answer) ? answer : []} onChange={onAnswer} />;
    case 'yesNo':
      return (
        <Select
          label={label}
          data={yesNo}
          clearable
          value={typeof answer === 'boolean' ? (answer ? 'yes' : 'no') : null}
          onChange={(value) => onAnswer(value === null ? undefined : value === 'yes')}
        />
      );
    case 'date':
    case 'text':
      return (
        <TextInput
          label={label}
          type={kind}
          maxLength={2_000}
          autoComplete="off"
          value={text}
          onChange={({ currentTarget }) => onAnswer(currentTarget.value)}
        />
      );
  }
}
