import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../api.ts';
import { Notice } from '../parts/notice.tsx';
import { Waiting } from '../parts/waiting.tsx';
import type { Offering, Quote, Slot } from '../storefront.ts';
import { words } from '../words.ts';
import { Countdown } from './countdown.tsx';
import { ofCoupon } from './coupon.ts';
import { type Draft, type DraftErrors, type DraftField, errorsFrom, errorsOf } from './draft.ts';
import { extras } from './extra.ts';
import { Field } from './field.tsx';
import type { Holding } from './hold.ts';
import type { Pick } from './pick.ts';
import { PickCard } from './pick-card.tsx';
import { Taken } from './taken.tsx';
import type { Conflict } from './use-flow.ts';

interface Props {
  offering: Offering;
  pick: Pick;
  holding: Holding;
  draft: Draft;
  onDraft(draft: Draft): void;
  applyCode(code: string): void;
  quote: Quote | null;
  conflict: Conflict | null;
  waiting: boolean;
  problem: unknown;
  /** The form's id: its button stands outside it, beside the sum. */
  formId: string;
  onSubmit(): void;
  onRepick(slot: Slot): void;
  onBack(): void;
}

/** Who: the contact form under the time that is kept for it. */
export function Who(props: Props) {
  const { offering, pick, holding, draft, onDraft, conflict, waiting, problem, formId, onSubmit, onRepick, onBack } = props;
  const [tried, setTried] = useState(false);
  const [touched, setTouched] = useState<Partial<Record<DraftField, boolean>>>({});
  const form = useRef<HTMLFormElement>(null);
  const own = errorsOf(draft);
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(), [problem]);
  const theirs = problem instanceof Refused && problem.code === 'invalid_request' ? errorsFrom(problem.details) : {};
  const errors: DraftErrors = { ...theirs };
  for (const field of Object.keys(own) as DraftField[]) if (touched[field]) errors[field] = own[field] ?? '';
  const submit = (event: Event) => {
    event.preventDefault();
    setTouched({ name: true, email: true });
    setTried(true);
    const open = extras?.unanswered(offering, draft)[0];
    const first = Object.keys(own)[0] ?? (open && `answer-${open}`);
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else onSubmit();
  };
  const field = (name: DraftField, onBlur = true) => ({
    name,
    value: draft[name],
    error: errors[name],
    onInput: (value: string) => onDraft({ ...draft, [name]: value }),
    ...(onBlur && { onBlur: () => draft[name] && setTouched((before) => ({ ...before, [name]: true })) }),
  });
  return (
    <>
      <PickCard {...{ offering, pick }} gone={conflict !== null} onChange={onBack} />
      {conflict ? (
        <Taken {...{ offering, conflict }} sentence={words.takenTyped} onPick={onRepick} />
      ) : (
        <Kept {...{ holding }} onAgain={() => onRepick(pick.slot)} />
      )}
      <Waiting waiting={waiting} problem={Object.keys(theirs).length > 0 || ofCoupon(problem) ? null : problem} />
      <form id={formId} ref={form} noValidate onSubmit={submit}>
        <Field {...field('name')} label={words.name} input={{ autocomplete: 'name', autocapitalize: 'words' }} />
        <Field
          {...field('email')}
          label={words.email}
          input={{ type: 'email', autocomplete: 'email', inputMode: 'email', spellcheck: false, maxLength: 254 }}
        />
        <Field {...field('phone', false)} label={words.phone} optional input={{ type: 'tel', autocomplete: 'tel', inputMode: 'tel' }} />
        {extras && <extras.Questions {...{ offering, draft, tried, onDraft }} />}
        <Field {...field('notes', false)} label={words.notes} optional rows={2} />
      </form>
      {extras && <extras.Price {...props} />}
    </>
  );
}

function Kept({ holding, onAgain }: { holding: Holding; onAgain(): void }) {
  if (holding.hold && holding.secondsLeft > 0) return <Countdown secondsLeft={holding.secondsLeft} />;
  return (
    <Notice>
      <p>{words.holdEnded}</p>
      <button type="button" class="link" onClick={onAgain}>
        {words.holdAgain}
      </button>
    </Notice>
  );
}
