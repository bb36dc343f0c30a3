import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../api.ts';
import { Field } from '../flow/field.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { words } from '../words.ts';
import { disputeWords } from './dispute-words.ts';
import { loadWriting, saveWriting, type Writing } from './kept.ts';

const MOST_LINKS = 5;

/** Written as people write them: without its scheme an address is still one. */
function addressOf(typed: string): string | null {
  const text = typed.trim();
  const whole = /^[a-z][a-z\d+.-]*:/i.test(text) ? text : `https://${text}`;
  return URL.canParse(whole) && /^https?:\/\/[^/]*\.[^/]/.test(whole) ? whole : null;
}

interface Props {
  name: string;
  label: string;
  missing: string;
  busy: boolean;
  waiting: boolean;
  problem: unknown;
  onSay(text: string, links: { url: string }[]): void;
  /** absent: there is nowhere to leave to */
  onLeave?: () => void;
}

/** A text and up to five addresses. What was typed stays until whoever sends it forgets it. */
export function Saying({ name, label, missing, busy, waiting, problem, onSay, onLeave }: Props) {
  const [{ text, links }, setWriting] = useState(() => loadWriting(name));
  /** how often it was sent in vain: each time the focus goes to what is missing */
  const [tries, setTries] = useState(0);
  const tried = tries > 0;
  const form = useRef<HTMLFormElement>(null);
  const given = links.filter((link) => link.trim() !== '');
  const isWrong = (link: string) => tried && link.trim() !== '' && addressOf(link) === null;
  const rejected = problem instanceof Refused && problem.code === 'invalid_request';
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [tries]);
  const submit = (event: Event) => {
    event.preventDefault();
    const addresses = given.map(addressOf);
    if (text.trim() === '' || addresses.includes(null)) setTries((n) => n + 1);
    else
      onSay(
        text.trim(),
        addresses.map((url) => ({ url: url ?? '' })),
      );
  };
  const write = (next: Writing) => (setWriting(next), saveWriting(name, next));
  const change = (at: number, link: string) => {
    const next = links.map((before, i) => (i === at ? link : before));
    write({ text, links: next.length < MOST_LINKS && next.at(-1)?.trim() ? [...next, ''] : next });
  };
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <Waiting waiting={waiting} problem={problem} />
      <Field
        {...{ name, label }}
        value={text}
        error={tried && text.trim() === '' ? missing : rejected ? words.fieldBad : undefined}
        rows={4}
        onInput={(typed) => write({ text: typed, links })}
      />
      {links.map((link, i) => (
        <Field
          key={i}
          name={`${name}-link-${i}`}
          label={i === 0 ? disputeWords.link : disputeWords.linkNext}
          value={link}
          error={isWrong(link) ? disputeWords.linkBad : undefined}
          optional
          input={{ type: 'url', inputMode: 'url', autocomplete: 'off', autocapitalize: 'off', spellcheck: false, maxLength: 2000 }}
          onInput={(typed) => change(i, typed)}
        />
      ))}
      <div class="actions">
        <button type="submit" class="primary" aria-busy={busy}>
          {busy ? words.working : disputeWords.send}
        </button>
        {onLeave && (
          <button type="button" class="quiet" onClick={onLeave}>
            {disputeWords.leave}
          </button>
        )}
      </div>
    </form>
  );
}
