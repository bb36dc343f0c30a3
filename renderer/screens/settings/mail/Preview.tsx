import { SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { MailPreview, MailTemplate, MailText } from '#core/domains/notifications/model.ts';
import { useAsk } from '../../../bridge/ask.ts';
import { Answered } from '../../../components/Answered.tsx';
import classes from './mail.module.css';

interface Props {
  template: MailTemplate;
  locale: string;
  text: MailText;
}

const TYPING_MS = 200;
const tables = ['mail_texts', 'mail_settings', 'offerings', 'profiles'];

/** How it arrives, with somebody invented in it. The frame may do nothing: it shows what is in it. */
export function Preview({ template, locale, text }: Props) {
  const [form, setForm] = useState<'html' | 'text'>('html');
  const [asked] = useDebouncedValue(text, TYPING_MS);
  const isWhole = asked.subject.trim() !== '' && asked.body.trim() !== '';
  const query = useAsk<MailPreview>('notifications.previewMail', { template, locale, own: isWhole ? asked : null }, { tables });
  return (
    <section className={classes.preview} aria-label="Preview">
      <div className={classes.previewHead}>
        <h3>Preview</h3>
        <SegmentedControl
          size="xs"
          aria-label="Shown as"
          value={form}
          data={[
            { value: 'html', label: 'Formatted' },
            { value: 'text', label: 'Plain text' },
          ]}
          onChange={(next) => setForm(next)}
        />
      </div>
      <Answered query={query}>
        {({ subject, text: plain, html }) => (
          <>
            <p className={classes.subject}>{subject}</p>
            {form === 'html' ? (
              <iframe className={classes.frame} title="The letter" sandbox="" srcDoc={html} />
            ) : (
              <section aria-label="The letter as plain text">
                <pre className={classes.plain}>{plain}</pre>
              </section>
            )}
          </>
        )}
      </Answered>
    </section>
  );
}
