import { useEffect, useRef, useState } from 'preact/hooks';
import { nightsRange } from '#core/base/nights.ts';
import { duration, money, number } from '../formats.ts';
import { Stepper } from '../parts/stepper.tsx';
import type { AddOn, Answer, Nights, Offering, PriceStep, Question, Quote } from '../storefront.ts';
import { words } from '../words.ts';
import { ofCoupon } from './coupon.ts';
import type { Draft } from './draft.ts';
import { extraWords } from './extra-words.ts';
import { Field } from './field.tsx';

import { sumOf, taxed } from './summary.tsx';
import type { Extra, Want } from './want.ts';

const minutesOf = ({ addOns }: Offering, extra: Extra): number =>
  addOns.reduce((sum, { key, minutes }) => sum + minutes * (extra.addOns[key] ?? 0), extra.minutes);

const wantOf = (offering: Offering, extra: Extra): Pick<Want, 'durationMinutes' | 'extra'> => ({
  durationMinutes: minutesOf(offering, extra),
  extra,
});

const firstNights = (nights: Nights): number => Math.max(nights.minNights, nightsRange(nights).min);

/** What every customer begins with: the usual length, the fewest nights, and each add-on that must be taken. */
export function firstOf(offering: Offering): Pick<Want, 'durationMinutes' | 'extra'> {
  const addOns = Object.fromEntries(offering.addOns.filter(({ required }) => required).map(({ key }) => [key, 1]));
  return wantOf(offering, { minutes: offering.durationMinutes, nights: offering.nights ? firstNights(offering.nights) : 0, addOns });
}

export function itemOf({ addOns }: Extra): Record<string, unknown> {
  const taken = Object.entries(addOns).filter(([, quantity]) => quantity > 0);
  return taken.length > 0 ? { addOns: taken.map(([key, quantity]) => ({ key, quantity })) } : {};
}

/** Before a time is chosen: what the price model, the length's own price and the add-ons come to, without the rules of any day. */
export function priceOf(offering: Offering, { quantity, extra }: Want): number {
  if (!extra) return 0;
  const { basePriceCents, pricingModel, nights } = offering;
  const own = offering.durations.find(({ minutes }) => minutes === extra.minutes)?.priceCents;
  const units = nights ? (pricingModel === 'DAILY' ? extra.nights : 1) : pricingModel === 'HOURLY' ? extra.minutes / 60 : 1;
  const added = offering.addOns.reduce((sum, { key, priceCents }) => sum + priceCents * (extra.addOns[key] ?? 0), 0);
  return Math.round((own ?? basePriceCents * units) * quantity) + added;
}

const nightsOf = ({ extra }: Want): string => extraWords.nights(extra?.nights ?? 1);

/** Of a stay, what its price is for. */
export const per = ({ nights }: Offering, want: Want): string => (nights ? ` · ${nightsOf(want)}` : '');

/** As long as it usually is, without add-ons. */
export const basicOf = (offering: Offering, extra: Extra) => wantOf(offering, { ...extra, minutes: offering.durationMinutes, addOns: {} });

/** As free times are asked for. */
export function askedOf({ nights, durationMinutes }: Offering, extra: Extra): Record<string, string> {
  const taken = Object.entries(extra.addOns).filter(([, quantity]) => quantity > 0);
  const length = nights ? { nights: `${extra.nights}` } : extra.minutes === durationMinutes ? {} : { durationMinutes: `${extra.minutes}` };
  return { ...length, ...(taken.length > 0 && { addOns: taken.map((addOn) => addOn.join(':')).join() }) };
}

/** "3 nights · Towels × 2", for the card of what was picked and for the sum. */
export function noteOf(offering: Offering, want: Want): string {
  const { durationMinutes, extra } = want;
  const taken = offering.addOns.flatMap(({ key, name }) => {
    const count = extra?.addOns[key] ?? 0;
    return count > 1 ? [`${name} × ${number(count)}`] : count === 1 ? [name] : [];
  });
  return [offering.nights ? nightsOf(want) : duration(durationMinutes), ...taken].join(' · ');
}

interface ChoicesProps {
  offering: Offering;
  want: Want;
  /** minutes free on end in the days on screen */
  longest: number;
  onChange(want: Want): void;
}

export function Choices({ offering, want, longest, onChange }: ChoicesProps) {
  const { extra } = want;
  if (!extra) return null;
  const { durations, durationMinutes, nights, addOns } = offering;
  const change = (next: Partial<Extra>) => onChange({ ...want, ...wantOf(offering, { ...extra, ...next }) });
  const lengths = [{ minutes: durationMinutes, priceCents: null }, ...durations].sort((a, b) => a.minutes - b.minutes);
  return (
    <>
      {durations.length > 0 && (
        <fieldset class="chips">
          <legend class="label">{words.howLong}</legend>
          {lengths.map(({ minutes, priceCents }) => (
            <label key={minutes} class="chip">
              <input type="radio" name="length" checked={extra.minutes === minutes} onChange={() => change({ minutes })} />
              <span>
                {duration(minutes)}
                {priceCents !== null && ` · ${sumOf(taxed(offering, priceCents), offering.currency)}`}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {offering.pricingModel === 'HOURLY' && lengths.length === 1 && !nights && (
        <Stepper
          label={words.howLong}
          value={extra.minutes}
          text={duration(extra.minutes)}
          min={durationMinutes}
          max={Math.max(longest - (want.durationMinutes - extra.minutes), durationMinutes)}
          step={offering.slotMinutes}
          onChange={(minutes) => change({ minutes })}
        />
      )}
      {nights && (
        <Stepper
          label={words.howLong}
          value={extra.nights}
          text={extraWords.nights(extra.nights)}
          {...nightsRange(nights)}
          onChange={(count) => change({ nights: count })}
        />
      )}
      {addOns.map((addOn) => (
        <AddOnRow
          key={addOn.key}
          {...{ addOn, offering }}
          count={extra.addOns[addOn.key] ?? 0}
          onCount={(count) => change({ addOns: { ...extra.addOns, [addOn.key]: count } })}
        />
      ))}
    </>
  );
}

interface AddOnProps {
  addOn: AddOn;
  offering: Offering;
  count: number;
  onCount(count: number): void;
}

function AddOnRow({ addOn, offering, count, onCount }: AddOnProps) {
  const { name, priceCents, minutes, required, maxQuantity } = addOn;
  const facts = [required && extraWords.included, priceCents > 0 && `+ ${sumOf(taxed(offering, priceCents), offering.currency)}`];
  const note = [...facts, minutes > 0 && `+ ${duration(minutes)}`].filter(Boolean).join(' · ');
  const least = required ? 1 : 0;
  if (maxQuantity > 1)
    return <Stepper label={name} note={note} value={count} text={number(count)} min={least} max={maxQuantity} onChange={onCount} />;
  return (
    <label class="option">
      <input type="checkbox" checked={count > 0} disabled={required} onChange={() => onCount(count > 0 ? 0 : 1)} />
      <span>
        {name}
        <small>{note}</small>
      </span>
    </label>
  );
}

const isAnswered = (answer: Answer | undefined): boolean =>
  answer !== undefined && answer !== '' && !(Array.isArray(answer) && answer.length === 0);

const answersIn = ({ id }: Offering, { answers }: Draft): Record<string, Answer> => answers[id] ?? {};

/** The required questions without an answer, by their keys. */
export function unanswered(offering: Offering, draft: Draft): string[] {
  const given = answersIn(offering, draft);
  return offering.questions.filter(({ required, key }) => required && !isAnswered(given[key])).map(({ key }) => key);
}

export function answersOf(offering: Offering, draft: Draft): Record<string, unknown> {
  const given = answersIn(offering, draft);
  const answers = offering.questions.flatMap(({ key, kind }) => {
    const answer = given[key];
    if (answer === undefined || !isAnswered(answer)) return [];
    return [[key, kind === 'number' ? Number(answer) : typeof answer === 'string' ? answer.trim() : answer] as const];
  });
  return answers.length > 0 ? { answers: Object.fromEntries(answers) } : {};
}

interface QuestionsProps {
  offering: Offering;
  draft: Draft;
  /** They have tried to go on: what is missing is said. */
  tried: boolean;
  onDraft(draft: Draft): void;
}

export function Questions({ offering, draft, tried, onDraft }: QuestionsProps) {
  const given = answersIn(offering, draft);
  const missing = tried ? unanswered(offering, draft) : [];
  return (
    <>
      {offering.questions.map((question) => (
        <QuestionField
          key={question.key}
          {...{ question }}
          value={given[question.key]}
          error={missing.includes(question.key) ? extraWords.answerMissing : undefined}
          onValue={(value) => onDraft({ ...draft, answers: { ...draft.answers, [offering.id]: { ...given, [question.key]: value } } })}
        />
      ))}
    </>
  );
}

interface QuestionProps {
  question: Question;
  value: Answer | undefined;
  error: string | undefined;
  onValue(value: Answer): void;
}

function QuestionField({ question, value, error, onValue }: QuestionProps) {
  const { key, label, kind, required, options } = question;
  const name = `answer-${key}`;
  const typed = { name, label, error, optional: !required, value: typeof value === 'string' ? value : '', onInput: onValue };
  if (kind === 'text') return <Field {...typed} rows={2} />;
  if (kind === 'number') return <Field {...typed} input={{ type: 'number', inputMode: 'decimal', step: 'any' }} />;
  if (kind === 'date') return <Field {...typed} input={{ type: 'date' }} />;
  const errorId = `field-${name}-error`;
  const chosen = Array.isArray(value) ? value : [];
  const flip = (option: string) => (chosen.includes(option) ? chosen.filter((other) => other !== option) : [...chosen, option]);
  const choices =
    kind === 'yesNo'
      ? [true, false].map((answer) => ({ id: String(answer), text: answer ? words.yes : words.no, on: value === answer, answer }))
      : options.map((option) => ({
          id: option,
          text: option,
          on: kind === 'choices' ? chosen.includes(option) : value === option,
          answer: kind === 'choices' ? flip(option) : option,
        }));
  return (
    <fieldset class="chips asked" aria-describedby={error ? errorId : undefined}>
      <legend>
        {label} {!required && <small>{words.optional}</small>}
      </legend>
      {choices.map(({ id, text, on, answer }) => (
        <label key={id} class="chip">
          <input
            type={kind === 'choices' ? 'checkbox' : 'radio'}
            name={name}
            checked={on}
            aria-invalid={Boolean(error)}
            onChange={() => onValue(answer)}
          />
          <span>{text}</span>
        </label>
      ))}
      {error && (
        <p class="error" id={errorId}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface PriceProps {
  offering: Offering;
  quote: Quote | null;
  draft: Draft;
  /** may be that the code which was given last does not apply */
  problem: unknown;
  applyCode(code: string): void;
}

/** Under the contact form: a coupon's code, and how the sum came about. */
export function Price(props: PriceProps) {
  const steps = props.quote?.lines.flatMap((line) => line.steps) ?? [];
  return (
    <>
      <Coupon {...props} />
      {steps.length > 1 && <PriceSteps steps={steps} currency={props.offering.currency} />}
    </>
  );
}

/** A quiet question; then a field, and once the code applies, what it takes off. */
function Coupon({ offering, quote, draft, problem, applyCode }: PriceProps) {
  const given = draft.code;
  const error = ofCoupon(problem);
  const [open, setOpen] = useState(given !== '');
  const [code, setCode] = useState(given);
  const form = useRef<HTMLFormElement>(null);
  const focus = () => form.current?.querySelector('input')?.focus();
  useEffect(() => void (error && focus()), [error]);
  const apply = () => code.trim() !== given && applyCode(code.trim());
  if (quote?.couponCode)
    return (
      <div class="receipt" role="status">
        <div class="line">
          <span>{quote.couponCode}</span>
          <span>
            {money(-quote.discountCents, offering.currency)}{' '}
            <button
              type="button"
              class="link"
              onClick={() => {
                setCode('');
                applyCode('');
              }}
            >
              {extraWords.codeRemove}
            </button>
          </span>
        </div>
      </div>
    );
  // Nothing comes off what is free.
  if (quote?.subtotalCents === 0) return null;
  if (!open)
    return (
      <button
        type="button"
        class="link"
        onClick={() => {
          setOpen(true);
          setTimeout(focus);
        }}
      >
        {extraWords.haveCode}
      </button>
    );
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Field
        name="code"
        label={extraWords.code}
        value={code}
        error={code.trim() === given ? error : undefined}
        optional
        input={{ autocomplete: 'off', autocapitalize: 'characters', spellcheck: false, maxLength: 60, enterKeyHint: 'go' }}
        onInput={setCode}
        onBlur={apply}
      />
      <button type="submit" class="quiet">
        {extraWords.apply}
      </button>
    </form>
  );
}

/** How the sum came about, a line a step, where it took more than one. */
function PriceSteps({ steps, currency }: { steps: PriceStep[]; currency: string }) {
  return (
    <dl class="receipt steps" aria-label={extraWords.priceSteps}>
      {steps.map(({ kind, name, cents }, index) => (
        <div key={index} class="line">
          <dt>{name || extraWords.steps[kind] || extraWords.steps.base}</dt>
          <dd>{sumOf(cents, currency)}</dd>
        </div>
      ))}
    </dl>
  );
}
