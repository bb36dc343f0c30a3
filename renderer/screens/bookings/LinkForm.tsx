import { Button, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { EvidenceSubject } from '#core/engine/bridge.ts';
import { useRun } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';
import { addressIn, domainOf } from './evidence.ts';
import classes from './evidence.module.css';

export function LinkForm({ subject, onDone }: { subject: EvidenceSubject; onDone: () => void }) {
  const { run, running } = useRun<object>(`${domainOf(subject)}.addEvidence`);
  const [typed, setTyped] = useState('');
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const add = async (at: SubmitEvent) => {
    at.preventDefault();
    const url = addressIn(typed);
    if (url === null) return setProblem('Enter an address like https://example.com/receipt.');
    try {
      await run({ ...subject, url, name: name.trim() || new URL(url).host });
      onDone();
    } catch (cause) {
      toast.problem(cause);
    }
  };
  return (
    <form className={classes.form} onSubmit={(at) => void add(at)} noValidate>
      <TextInput
        label="Link"
        type="url"
        placeholder="https://"
        ref={(input) => input?.focus()}
        value={typed}
        maxLength={2_000}
        error={problem}
        onChange={(at) => {
          setTyped(at.currentTarget.value);
          setProblem(null);
        }}
      />
      <TextInput label="Name" placeholder="What it shows" value={name} maxLength={200} onChange={(at) => setName(at.currentTarget.value)} />
      <div className={classes.tools}>
        <Button type="submit" size="compact-sm" loading={running}>
          Add link
        </Button>
        <Button variant="default" size="compact-sm" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
