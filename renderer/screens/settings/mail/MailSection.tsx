import { Button, Select, Switch } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { MailSettings } from '#core/domains/notifications/model.ts';
import { useAsk, useRun } from '../../../bridge/ask.ts';
import { Answered } from '../../../components/Answered.tsx';
import { toast } from '../../../components/toasts.ts';
import { managersOnly, useIsManager } from '../../catalogue/access.ts';
import settings from '../settings.module.css';
import type { MailTexts } from './Letters.tsx';
import classes from './mail.module.css';
import { languageName } from './mailWords.ts';

/** What customers are written: in which language, whether they are asked how it was, and the way to the letters themselves. */
export function MailSection() {
  const query = useAsk<MailTexts>('notifications.mailTexts', {}, { tables: ['mail_texts', 'mail_settings'] });
  return (
    <section className={settings.section} aria-labelledby="mail" data-waiting={query.isPending || undefined}>
      <div className={settings.head}>
        <div>
          <h2 id="mail">Mail</h2>
          <p>What your customers are written, and when.</p>
        </div>
        <Button component={Link} to="/settings/mail" variant="default" flex="none">
          Letters and outbox
        </Button>
      </div>
      <Answered query={query}>{(texts) => <MailForm {...texts} />}</Answered>
    </section>
  );
}

function MailForm({ settings: saved, templates }: MailTexts) {
  const isManager = useIsManager();
  const { run } = useRun<{ changes: Partial<MailSettings>; seen: Partial<MailSettings> }>('notifications.updateMailSettings');
  const locales = [...new Set([...templates.flatMap(({ texts }) => texts.map(({ locale }) => locale)), saved.locale])];
  const put = async (changes: Partial<MailSettings>, seen: Partial<MailSettings>) => {
    try {
      await run({ changes, seen });
      toast.ok('Saved', { undo: () => run({ changes: seen, seen: changes }).catch(toast.problem) });
    } catch (cause) {
      toast.problem(cause);
    }
  };
  return (
    <div className={classes.settings}>
      <Select
        label="Language"
        description="For customers whose own language isn’t known, or has no letters here."
        allowDeselect={false}
        disabled={!isManager}
        value={saved.locale}
        data={locales.map((locale) => ({ value: locale, label: languageName(locale) }))}
        onChange={(locale) => locale !== null && void put({ locale }, { locale: saved.locale })}
      />
      <Switch
        label="Ask customers how it was"
        description="Two hours after a booking is completed, once."
        disabled={!isManager}
        checked={saved.reviewRequests}
        onChange={({ currentTarget }) => void put({ reviewRequests: currentTarget.checked }, { reviewRequests: saved.reviewRequests })}
      />
      {!isManager && <p className={classes.hint}>{managersOnly}</p>}
    </div>
  );
}
