import { Button, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useRef } from 'react';
import type { TemplateTexts, WrittenText } from '#core/domains/notifications/model.ts';
import { useRun, useSync } from '../../../bridge/ask.ts';
import { LeaveDialog } from '../../../components/LeaveDialog.tsx';
import { tip } from '../../../components/tip.ts';
import { toast } from '../../../components/toasts.ts';
import { managersOnly, useIsManager } from '../../catalogue/access.ts';
import classes from './mail.module.css';
import { languageName, letterWhen, placeholderName } from './mailWords.ts';
import { Preview } from './Preview.tsx';
import { type LetterText, useLetterText } from './useLetterText.ts';

interface Props {
  letter: TemplateTexts;
  written: WrittenText;
}

/** The words of one letter in one language, and beside them how it arrives. */
export function LetterEditor({ letter, written }: Props) {
  const { template, placeholders } = letter;
  const text = useLetterText(template, written);
  const isManager = useIsManager();
  const body = useRef<HTMLTextAreaElement>(null);
  const { draft, dirty, change } = text;
  const unknown = unknownIn(draft.body, placeholders);
  const insert = (name: string) => {
    const field = body.current;
    if (!field) return;
    const { selectionStart, selectionEnd } = field;
    field.setRangeText(`{${name}}`, selectionStart, selectionEnd, 'end');
    change({ body: field.value });
    field.focus();
  };
  return (
    <div className={classes.editor}>
      <form
        className={classes.form}
        onSubmit={(at) => {
          at.preventDefault();
          void text.save();
        }}
      >
        <p className={classes.hint}>{letterWhen(template)}.</p>
        <TextInput
          label="Subject"
          value={draft.subject}
          maxLength={200}
          readOnly={!isManager}
          onChange={(at) => change({ subject: at.currentTarget.value })}
        />
        <Textarea
          ref={body}
          label="Text"
          description="An empty line begins a new paragraph. What was booked, and the links, follow by themselves."
          autosize
          minRows={8}
          maxRows={20}
          maxLength={5000}
          value={draft.body}
          readOnly={!isManager}
          error={unknown.length > 0 && `This letter doesn’t know ${unknown.map((name) => `{${name}}`).join(', ')}.`}
          onChange={(at) => change({ body: at.currentTarget.value })}
        />
        {isManager && (
          <div className={classes.chips} role="group" aria-label="Put in">
            {placeholders.map((name) => (
              <button
                key={name}
                type="button"
                className={classes.chip}
                {...tip(placeholderName(template, name))}
                onClick={() => insert(name)}
              >
                {`{${name}}`}
              </button>
            ))}
          </div>
        )}
        {text.conflict && (
          <p className={classes.warning} role="alert">
            Somebody has changed it meanwhile. Save again to replace their words, or discard yours to see them.
          </p>
        )}
        {isManager ? <Foot text={text} letter={letter} written={written} /> : <p className={classes.hint}>{managersOnly}</p>}
      </form>
      <Preview template={template} locale={written.locale} text={draft} />
      {dirty && (
        <LeaveDialog leave={text.leave} text={`The words in ${languageName(written.locale)} are not saved yet.`} save={() => text.save()} />
      )}
    </div>
  );
}

const unknownIn = (text: string, known: readonly string[]): string[] => [
  ...new Set([...text.matchAll(/\{([^{}\s]*)\}/g)].map(([, name = '']) => name).filter((name) => !known.includes(name))),
];

function Foot({ text, letter, written }: Props & { text: LetterText }) {
  const offline = useSync().offlineSince !== null;
  const { run, running } = useRun<{ template: string; locale: string }>('notifications.sendTestMail');
  const { dirty, saving } = text;
  const test = async () => {
    try {
      await run({ template: letter.template, locale: written.locale });
      toast.ok('On its way to your own address');
    } catch (cause) {
      toast.problem(cause);
    }
  };
  const why = dirty ? 'Save first: what is saved is sent.' : 'The server sends it: this works again when you are online.';
  return (
    <div className={classes.foot}>
      <Tooltip label={why} disabled={!dirty && !offline}>
        <span>
          <Button
            variant="default"
            leftSection={<IconSend size={16} stroke={1.5} />}
            disabled={dirty || offline}
            loading={running}
            onClick={() => void test()}
          >
            Send a test to yourself
          </Button>
        </span>
      </Tooltip>
      <span className={classes.gap} />
      {written.own && !dirty && (
        <Button variant="default" onClick={() => void text.reset()}>
          Use the usual words
        </Button>
      )}
      {dirty && (
        <Button variant="default" onClick={text.discard}>
          Discard
        </Button>
      )}
      <Button type="submit" disabled={!dirty || text.draft.subject.trim() === '' || text.draft.body.trim() === ''} loading={saving}>
        Save
      </Button>
    </div>
  );
}
