import { ColorInput, Select, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { Profile } from '#core/domains/tenants/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { wordsOf } from '../../bridge/sentences.ts';
import { Answered } from '../../components/Answered.tsx';
import { managersOnly, useIsManager } from '../catalogue/access.ts';
import { valueText } from '../catalogue/valueText.ts';
import { SaveFoot } from './SaveFoot.tsx';
import classes from './settings.module.css';
import { useEdits } from './useEdits.ts';

const zones = Intl.supportedValuesOf('timeZone');
const currencies = Intl.supportedValuesOf('currency');
const currencyNames = new Intl.DisplayNames('en', { type: 'currency' });

export function BusinessProfile() {
  const query = useAsk<Profile>('tenants.profile');
  return (
    <section className={classes.section} aria-labelledby="business" data-waiting={query.isPending || undefined}>
      <div className={classes.head}>
        <h2 id="business">Business</h2>
        {query.data && <p>{query.data.subdomain}</p>}
      </div>
      <Answered query={query}>{(profile) => <ProfileForm profile={profile} />}</Answered>
    </section>
  );
}

function ProfileForm({ profile }: { profile: Profile }) {
  const isManager = useIsManager();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const edits = useEdits('tenants.updateProfile', {
    stored: profile,
    onConflict: (field, theirs) => setErrors({ [field]: `Changed meanwhile to “${valueText(theirs)}”. Save again to replace it.` }),
  });
  const { values, changed } = edits;
  const set = (changes: Partial<Profile>) => {
    edits.set(changes);
    setErrors({});
  };
  const discard = () => {
    edits.discard();
    setErrors({});
  };
  const save = async (at: SubmitEvent) => {
    at.preventDefault();
    if (values.name.trim() === '') {
      setErrors({ name: 'What is the business called?' });
      return;
    }
    if (values.contactEmail !== null && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(values.contactEmail)) {
      setErrors({ contactEmail: 'An address like hello@example.com.' });
      return;
    }
    setErrors({});
    await edits.save();
  };

  return (
    <form onSubmit={(at) => void save(at)}>
      <div className={isManager ? classes.grid : `${classes.grid} ${classes.frozen}`}>
        <TextInput
          label="Name"
          maxLength={120}
          disabled={!isManager}
          value={values.name}
          error={errors['name']}
          onChange={(at) => set({ name: at.currentTarget.value })}
        />
        <TextInput
          label="Contact mail"
          description="Customers’ answers to your mails go there."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          type="email"
          disabled={!isManager}
          value={values.contactEmail ?? ''}
          error={errors['contactEmail']}
          onChange={(at) => set({ contactEmail: at.currentTarget.value === '' ? null : at.currentTarget.value })}
        />
        <Select
          label="Time zone"
          description="Of the calendar, and of new offerings."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          searchable
          allowDeselect={false}
          disabled={!isManager}
          value={values.timezone}
          data={zones.includes(values.timezone) ? zones : [values.timezone, ...zones]}
          error={errors['timezone']}
          onChange={(timezone) => timezone && set({ timezone })}
        />
        <Select
          label="Currency"
          description="Of new offerings and of the figures on Today."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          searchable
          allowDeselect={false}
          disabled={!isManager}
          value={values.displayCurrency}
          data={currencies.map((code) => ({ value: code, label: `${code} · ${currencyNames.of(code) ?? code}` }))}
          error={errors['displayCurrency']}
          onChange={(displayCurrency) => displayCurrency && set({ displayCurrency })}
        />
        <ColorInput
          label="Brand colour"
          description="Of buttons on your booking pages."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          format="hex"
          disabled={!isManager}
          value={values.brandColor}
          error={errors['brandColor']}
          eyeDropperButtonProps={{ 'aria-label': 'Pick from the screen' }}
          onChange={(color) => /^#[0-9a-f]{6}$/i.test(color) && set({ brandColor: color })}
        />
      </div>
      {!isManager ? (
        <div className={classes.foot}>
          <p>{managersOnly}</p>
        </div>
      ) : (
        changed.length > 0 && (
          <SaveFoot
            running={edits.running}
            onDiscard={discard}
            note={`Unsaved: ${changed.map((field) => wordsOf(field).toLowerCase()).join(', ')}`}
          />
        )
      )}
    </form>
  );
}
