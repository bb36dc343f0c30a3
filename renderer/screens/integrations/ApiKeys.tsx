import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconFlask, IconKey, IconPlus } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import type { Scope } from '#core/contracts/actor.ts';
import type { ApiKey } from '#core/domains/members/model.ts';
import { useAsk, useRun, useSession } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { Answered } from '../../components/Answered.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { toast } from '../../components/toasts.ts';
import classes from './integrations.module.css';
import { OfflineNote, useIsOffline } from './OfflineNote.tsx';
import { SecretText } from './SecretText.tsx';

type Word = 'live' | 'test';

const scopeWords: Record<Scope, { label: string; help: string }> = {
  read: { label: 'Read', help: 'See offerings, availability, bookings and customers' },
  write: { label: 'Write', help: 'Create and change bookings and the catalogue' },
  admin: { label: 'Admin', help: 'Everything, with the team and the sandbox' },
};

/** Keys of the business, and apart from them those of its sandbox; in the sandbox itself its own alone. */
export function ApiKeys() {
  const { data: session } = useSession();
  const offline = useIsOffline();
  const inSandbox = session?.sandbox !== undefined;
  return (
    <>
      <Keys word={inSandbox ? 'test' : 'live'} />
      {!inSandbox && !offline && <TestKeys />}
    </>
  );
}

function TestKeys() {
  const keys = useAsk<ApiKey[]>('members.apiKeys', { sandbox: true }, { where: 'server' });
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <section aria-label="Test keys">
      <div className={classes.lead}>
        <p>
          <b>Test keys</b> reach the sandbox alone: its own bookings, cards that move no money, and a clock that can be moved. Nothing that
          they do is real.
        </p>
        <Button variant="default" leftSection={<IconFlask size={16} stroke={1.5} />} onClick={() => setAdding(true)}>
          Test key
        </Button>
      </div>
      <Answered query={keys}>
        {(all) => (
          <ul className={classes.rows}>
            {all.map((key) => (
              <KeyRow key={key.id} word="test" apiKey={key} lastUsedAt={key.lastUsedAt} offline={false} onRevoke={() => setRevoking(key)} />
            ))}
          </ul>
        )}
      </Answered>
      {adding && (
        <NewKeyDialog
          isTest
          onClose={() => {
            setAdding(false);
            void keys.refetch();
          }}
        />
      )}
      {revoking && <RevokeDialog apiKey={revoking} isTest onClose={() => setRevoking(null)} onRevoked={() => void keys.refetch()} />}
    </section>
  );
}

function Keys({ word }: { word: Word }) {
  const offline = useIsOffline();
  const here = useAsk<ApiKey[]>('members.apiKeys');
  // Only the server knows when a key was last used.
  const there = useAsk<ApiKey[]>('members.apiKeys', {}, { where: 'server', enabled: !offline });
  const lastUsed = new Map(there.data?.map((key) => [key.id, key.lastUsedAt]));
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);

  return (
    <>
      <div className={classes.lead}>
        <p>Keys let other programs read and make bookings over the REST API. Each is shown once, when it is made.</p>
        <Button leftSection={<IconPlus size={16} stroke={1.5} />} disabled={offline} onClick={() => setAdding(true)}>
          New key
        </Button>
      </div>
      <OfflineNote>Keys are made and revoked by the server: that works again when you are online. Below is what is known here.</OfflineNote>
      <Answered query={here}>
        {(keys) =>
          keys.length === 0 ? (
            <EmptyState
              icon={IconKey}
              text="No keys yet."
              action={offline ? undefined : { label: 'New key', onClick: () => setAdding(true) }}
            />
          ) : (
            <ul className={classes.rows}>
              {keys.map((key) => (
                <KeyRow
                  key={key.id}
                  word={word}
                  apiKey={key}
                  lastUsedAt={lastUsed.get(key.id)}
                  offline={offline}
                  onRevoke={() => setRevoking(key)}
                />
              ))}
            </ul>
          )
        }
      </Answered>
      {adding && <NewKeyDialog onClose={() => setAdding(false)} />}
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

interface Revoking {
  apiKey: ApiKey;
  isTest?: boolean;
  onClose: () => void;
  onRevoked?: () => void;
}

function RevokeDialog({ apiKey, isTest = false, onClose, onRevoked }: Revoking) {
  const revoke = useRun<{ keyId: string; sandbox?: true }>('members.revokeApiKey');
  return (
    <ConfirmDialog
      title={`Revoke “${apiKey.name}”?`}
      verb="Revoke"
      onClose={onClose}
      onConfirm={async () => {
        await revoke.run({ keyId: apiKey.id, ...(isTest ? { sandbox: true as const } : {}) });
        toast.ok(`${apiKey.name} is revoked`);
        onRevoked?.();
      }}
    >
      Programs that use it are locked out at once. This can’t be undone; a new key can take its place.
    </ConfirmDialog>
  );
}

function KeyRow({
  word,
  apiKey,
  lastUsedAt,
  offline,
  onRevoke,
}: {
  word: Word;
  apiKey: ApiKey;
  lastUsedAt: number | null | undefined;
  offline: boolean;
  onRevoke: () => void;
}) {
  const revoked = apiKey.revokedAt !== null;
  return (
    <li className={classes.row} data-off={revoked || undefined}>
      <div className={classes.rowMain}>
        <b title={apiKey.name}>{apiKey.name}</b>
        <small>
          <code>
            slk_{word}_{apiKey.prefix}…
          </code>
        </small>
      </div>
      <div className={`${classes.above} ${classes.hideOnPhone}`}>
        {apiKey.scopes.map((scope) => (
          <span key={scope} className={classes.tag}>
            {scopeWords[scope].label}
          </span>
        ))}
      </div>
      <div className={`${classes.second} ${classes.hideOnPhone}`} style={{ width: 176 }}>
        {revoked && apiKey.revokedAt !== null ? (
          <>
            revoked <TimeText at={apiKey.revokedAt} form="near" />
          </>
        ) : lastUsedAt === undefined ? (
          ''
        ) : lastUsedAt === null ? (
          'never used'
        ) : (
          <>
            used <TimeText at={lastUsedAt} form="near" />
          </>
        )}
      </div>
      {revoked ? (
        <span className={classes.tag}>Revoked</span>
      ) : (
        <Button size="xs" variant="default" disabled={offline} onClick={onRevoke}>
          Revoke
        </Button>
      )}
    </li>
  );
}

function NewKeyDialog({ isTest = false, onClose }: { isTest?: boolean; onClose: () => void }) {
  const create = useRun<{ name: string; scopes: Scope[]; sandbox?: true }, { keyId: string; token: string }>('members.createApiKey');
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['read', 'write']);
  const [problem, setProblem] = useState<string | null>(null);
  const [token, setToken] = useState<string | null>(null);
  const make = async (at: SubmitEvent) => {
    at.preventDefault();
    if (name.trim() === '') {
      setProblem('Name it after the program that will use it.');
      return;
    }
    try {
      setToken((await create.run({ name: name.trim(), scopes, ...(isTest ? { sandbox: true as const } : {}) })).token);
    } catch (cause) {
      setProblem(sentenceOf(failureOf(cause)));
    }
  };
  if (token !== null)
    return (
      <Modal opened onClose={onClose} title="Copy the key now" size={520} closeOnClickOutside={false}>
        <Stack gap="md">
          <Text size="sm">It is shown this once. Keep it where passwords belong.</Text>
          <SecretText value={token} label="API key" />
          <Group justify="flex-end">
            <Button onClick={onClose}>I have copied it</Button>
          </Group>
        </Stack>
      </Modal>
    );
  return (
    <Modal opened onClose={onClose} title={isTest ? 'New test key' : 'New API key'} size={440}>
      <form onSubmit={(at) => void make(at)}>
        <Stack gap="md">
          <TextInput
            label="Name"
            placeholder="Website, Zapier, accounting"
            data-autofocus
            maxLength={120}
            value={name}
            error={problem}
            onChange={(at) => {
              setProblem(null);
              setName(at.currentTarget.value);
            }}
          />
          <Checkbox.Group label="It may" value={scopes} onChange={(next) => setScopes(next)}>
            <Stack gap="sm" mt={6}>
              {(Object.keys(scopeWords) as Scope[]).map((scope) => (
                <Checkbox key={scope} value={scope} label={scopeWords[scope].label} description={scopeWords[scope].help} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.running} disabled={scopes.length === 0}>
              Make key
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
