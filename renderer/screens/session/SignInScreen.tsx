import { Alert, Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useEffect, useState } from 'react';
import type { SessionEnd, SessionState } from '#core/engine/bridge.ts';
import { enterSession } from '../../bridge/client.ts';
import { failureOf } from '../../bridge/failure.ts';
import { call } from '../../bridge/port.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { Door } from './Door.tsx';
import classes from './door.module.css';

type Way = 'password' | 'code';

/** Why the person is here though they did not sign out. */
const endings: Record<SessionEnd, string> = {
  copied:
    'Two copies of this profile were in use at once, so both were signed out. Sign in again: what was not sent yet is kept and goes then.',
  deactivated: "Your account was deactivated, and the business's data was removed from this computer. Ask an owner or admin.",
  revoked: 'This device was signed out by your business. Sign in again to go on: nothing is lost.',
};

/** Two ways in: a member's own password, or a code that a signed-in device shows. */
export function SignInScreen({ session }: { session: SessionState }) {
  const [way, setWay] = useState<Way>('password');
  const [serverUrl, setServerUrl] = useState(session.serverUrl ?? '');
  useEffect(() => {
    document.title = 'Sign in · Slotkeeper';
  }, []);
  return (
    <Door
      title="Sign in to Slotkeeper"
      text="Connect this device to your business. Its data is kept here, so that you can work without a network."
    >
      {session.ended && (
        <Alert color="yellow" variant="light" role="status" mt="md">
          {endings[session.ended]}
        </Alert>
      )}
      <SegmentedControl
        className={classes.ways}
        aria-label="How to sign in"
        value={way}
        onChange={(value) => setWay(value)}
        data={[
          { value: 'password', label: 'E-mail and password' },
          { value: 'code', label: 'Pairing code' },
        ]}
      />
      {way === 'password' ? (
        <PasswordForm serverUrl={serverUrl} onServerUrl={setServerUrl} />
      ) : (
        <CodeForm serverUrl={serverUrl} onServerUrl={setServerUrl} />
      )}
    </Door>
  );
}

interface FormProps {
  serverUrl: string;
  onServerUrl: (url: string) => void;
}

/** `book.example.com` is a server too. */
const asUrl = (typed: string) => {
  const text = typed.trim().replace(/\/+$/, '');
  if (text === '' || /^https?:\/\//i.test(text)) return text;
  return /^(localhost|127\.|\[::1\])/.test(text) ? `http://${text}` : `https://${text}`;
};

function useEntry<A>(enter: (arg: A) => Promise<SessionState>) {
  return useMutation({ mutationFn: enter, onSuccess: enterSession });
}

const ServerField = ({ serverUrl, onServerUrl }: FormProps) => (
  <TextInput
    label="Server"
    placeholder="book.example.com"
    inputMode="url"
    autoCapitalize="off"
    spellCheck={false}
    required
    value={serverUrl}
    onChange={({ currentTarget }) => onServerUrl(currentTarget.value)}
  />
);

const words: Record<string, string> = {
  unauthorized: "That e-mail and password don't belong together. Check both and try again.",
  unavailable: 'Nobody answers at that address. Check it, and that you are online.',
  not_found: 'There is no Slotkeeper server at that address.',
};

function Problem({ error, said = {} }: { error: unknown; said?: Record<string, string> }) {
  const failure = failureOf(error);
  return (
    <Alert color="red" variant="light" role="alert">
      {said[failure.code] ?? words[failure.code] ?? sentenceOf(failure)}
    </Alert>
  );
}

function PasswordForm({ serverUrl, onServerUrl }: FormProps) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const entry = useEntry((arg: { serverUrl: string; email: string; password: string }) => call('session.signIn', arg));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    entry.mutate({ serverUrl: asUrl(serverUrl), email: email.trim(), password });
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <ServerField serverUrl={serverUrl} onServerUrl={onServerUrl} />
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
      {entry.isError && <Problem error={entry.error} />}
      <Button type="submit" loading={entry.isPending} disabled={serverUrl.trim() === '' || email.trim() === '' || password === ''} mt={4}>
        Sign in
      </Button>
    </form>
  );
}

function CodeForm({ serverUrl, onServerUrl }: FormProps) {
  const [code, setCode] = useState('');
  const entry = useEntry((arg: { serverUrl: string; code: string }) => call('session.pair', arg));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    entry.mutate({ serverUrl: asUrl(serverUrl), code: code.replace(/\s/g, '').toUpperCase() });
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <ServerField serverUrl={serverUrl} onServerUrl={onServerUrl} />
      <TextInput
        className={classes.code}
        label="Code"
        description="On a device that is signed in: Settings, Devices, Pair a device"
        autoComplete="one-time-code"
        required
        value={code}
        onChange={({ currentTarget }) => setCode(currentTarget.value)}
      />
      {entry.isError && (
        <Problem
          error={entry.error}
          said={{ unauthorized: 'That code is not right, or has run out. Make a new one on the other device.' }}
        />
      )}
      <Button type="submit" loading={entry.isPending} disabled={serverUrl.trim() === '' || code.trim() === ''} mt={4}>
        Pair this device
      </Button>
    </form>
  );
}
