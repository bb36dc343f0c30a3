import { Button, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useRun } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';
import classes from './evidence.module.css';

/** An address as people paste it: without its scheme it is a web page. */
function addressIn(typed: string): string | null {
  const text = typed.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
  return url !== null && /^https?:$/.test(url.protocol) && url.host.includes('.') ? url.href : null;
}

export function LinkForm({ bookingId, onDone }: { bookingId: string; onDone: () => void }) {
  const { run, running } = useRun<object>('bookings.addEvidence');
  const [typed, setTyped] = useState('');
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const add = async (at: SubmitEvent) => {
    at.preventDefault();
    const url = addressIn(typed);
    if (url === null) return setProblem('Enter an address like https://example.com/receipt.');
    try {
      await run({ bookingId, url, name: name.trim() || new URL(url).host });
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
