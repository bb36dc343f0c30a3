import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import type { MailTemplate, MailText, WrittenText } from '#core/domains/notifications/model.ts';
import { runCommand } from '../../../bridge/ask.ts';
import { failureOf } from '../../../bridge/failure.ts';
import type { Leave } from '../../../components/LeaveDialog.tsx';
import { toast } from '../../../components/toasts.ts';

export interface LetterText {
  draft: MailText;
  dirty: boolean;
  saving: boolean;
  /** a colleague has changed it meanwhile: saving again replaces theirs */
  conflict: boolean;
  change: (changes: Partial<MailText>) => void;
  discard: () => void;
  /** resolves to whether it is saved */
  save: () => Promise<boolean>;
  /** back to the usual words */
  reset: () => Promise<void>;
  leave: Leave | null;
}

const wordsOf = ({ subject, body }: MailText): MailText => ({ subject, body });
const where = (search: unknown): string => {
  const { tab, letter, lang } = search as Record<string, string | undefined>;
  return [tab, letter, lang].join('/');
};

/** One letter in one language while somebody writes it. Keyed by both where it is used. */
export function useLetterText(template: MailTemplate, written: WrittenText): LetterText {
  const { locale } = written;
  const [typed, setTyped] = useState<MailText | null>(null);
  const [seen, setSeen] = useState<MailText>(wordsOf(written));
  const [saving, setSaving] = useState(false);
  const [conflict, setConflict] = useState(false);
  const draft = typed ?? wordsOf(written);
  const dirty = typed !== null && (typed.subject !== written.subject || typed.body !== written.body);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && (current.pathname !== next.pathname || where(current.search) !== where(next.search)),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  const put = (changes: Partial<MailText>, before: Partial<MailText>) =>
    runCommand('notifications.setMailText', { template, locale, changes, seen: before });
  const discard = () => {
    setTyped(null);
    setConflict(false);
  };

  return {
    ...{ draft, dirty, saving, conflict, discard },
    change(changes) {
      if (typed === null) setSeen(wordsOf(written));
      setTyped({ ...draft, ...changes });
    },
    async save() {
      setSaving(true);
      try {
        const fields = (['subject', 'body'] as const).filter((field) => draft[field] !== seen[field]);
        const pick = (from: MailText) => Object.fromEntries(fields.map((field) => [field, from[field]]));
        await put(pick(draft), pick(seen));
        discard();
        toast.ok('Saved: the next letter says it so');
        return true;
      } catch (cause) {
        const failure = failureOf(cause);
        if (failure.code === 'edit_conflict') {
          setConflict(true);
          setSeen(wordsOf(written));
        } else toast.problem(failure);
        return false;
      } finally {
        setSaving(false);
      }
    },
    async reset() {
      const own = wordsOf(written);
      try {
        await runCommand('notifications.resetMailText', { template, locale });
        discard();
        toast.ok('Back to the usual words', { undo: () => put(own, {}).catch(toast.problem) });
      } catch (cause) {
        toast.problem(cause);
      }
    },
    leave: blocker.status === 'blocked' ? { proceed: blocker.proceed, stay: blocker.reset } : null,
  };
}
