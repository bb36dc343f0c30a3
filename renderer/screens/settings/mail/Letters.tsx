import { Select } from '@mantine/core';
import type { MailSettings, TemplateTexts } from '#core/domains/notifications/model.ts';
import { useAsk } from '../../../bridge/ask.ts';
import { Answered } from '../../../components/Answered.tsx';
import { tip } from '../../../components/tip.ts';
import { LetterEditor } from './LetterEditor.tsx';
import classes from './mail.module.css';
import { languageName, letterGroups, letterName } from './mailWords.ts';

export interface MailTexts {
  settings: MailSettings;
  templates: TemplateTexts[];
}

interface Props {
  search: Record<string, string | undefined>;
  go: (to: Record<string, string | undefined>) => void;
}

/** Every letter; one of them in one language to write. */
export function Letters({ search, go }: Props) {
  const query = useAsk<MailTexts>('notifications.mailTexts', {}, { tables: ['mail_texts', 'mail_settings'] });
  return (
    <Answered query={query}>
      {({ settings, templates }) => {
        const letter = templates.find(({ template }) => template === search['letter']) ?? templates.find(isConfirmation) ?? templates[0];
        const usual = settings.locale.split('-')[0];
        const written =
          letter?.texts.find(({ locale }) => locale === search['lang']) ??
          letter?.texts.find(({ locale }) => locale === settings.locale || locale === usual) ??
          letter?.texts[0];
        if (letter === undefined || written === undefined) return null;
        return (
          <div className={classes.letters}>
            <nav className={classes.list} aria-label="Letters">
              {letterGroups.map(({ name, letters }) => (
                <section key={name} aria-label={name}>
                  <h2>{name}</h2>
                  <ul>
                    {letters.map(({ template }) => (
                      <li key={template}>
                        <LetterItem
                          letter={templates.find((one) => one.template === template)}
                          name={letterName(template)}
                          isChosen={template === letter.template}
                          onChoose={() => go({ letter: template, lang: written.locale })}
                        />
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
            </nav>
            <div className={classes.work}>
              <div className={classes.workHead}>
                <h2>{letterName(letter.template)}</h2>
                {written.own && <span className={classes.own}>Your own words</span>}
                <Select
                  className={classes.language}
                  aria-label="Language of the letter"
                  allowDeselect={false}
                  value={written.locale}
                  data={letter.texts.map(({ locale, own }) => ({ value: locale, label: `${languageName(locale)}${own ? ' · own' : ''}` }))}
                  onChange={(locale) => locale !== null && go({ letter: letter.template, lang: locale })}
                />
              </div>
              <LetterEditor key={`${letter.template}/${written.locale}`} letter={letter} written={written} />
            </div>
          </div>
        );
      }}
    </Answered>
  );
}

const isConfirmation = ({ template }: TemplateTexts): boolean => template === 'booking_confirmed';

interface ItemProps {
  letter: TemplateTexts | undefined;
  name: string;
  isChosen: boolean;
  onChoose: () => void;
}

function LetterItem({ letter, name, isChosen, onChoose }: ItemProps) {
  const own = letter?.texts.filter((text) => text.own).map(({ locale }) => languageName(locale)) ?? [];
  return (
    <button type="button" className={classes.item} aria-current={isChosen || undefined} onClick={onChoose}>
      <span className="truncate">{name}</span>
      {own.length > 0 && (
        <small className={classes.own} {...tip(`In your own words: ${own.join(', ')}`)}>
          own
        </small>
      )}
    </button>
  );
}
