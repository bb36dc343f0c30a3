import { Button, Checkbox, Group, Modal, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { WebhookEndpoint, WebhookEvent } from '#core/domains/webhooks/model.ts';
import { useRun } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { toast } from '../../components/toasts.ts';
import { SecretText } from './SecretText.tsx';
import { allEvents, eventWords } from './webhookWords.ts';

interface Fields {
  url: string;
  description: string;
  events: WebhookEvent[];
  sandbox: boolean;
}

/** A new endpoint, whose secret is shown once, or the changes to one. */
export function EndpointDialog({ endpoint, onClose }: { endpoint: WebhookEndpoint | null; onClose: () => void }) {
  const create = useRun<Fields, { endpointId: string; secret: string }>('webhooks.createEndpoint');
  const update = useRun<{ endpointId: string; changes: Partial<Fields>; seen: Partial<Fields> }>('webhooks.updateEndpoint');
  const [values, setValues] = useState<Fields>({
    url: endpoint?.url ?? '',
    description: endpoint?.description ?? '',
    events: endpoint?.events ?? allEvents,
    sandbox: endpoint?.sandbox ?? true,
  });
  const [problem, setProblem] = useState<string | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const save = async (at: SubmitEvent) => {
    at.preventDefault();
    if (!isAddress(values.url)) {
      setProblem('An address that begins with https://');
      return;
    }
    try {
      if (endpoint) {
        const { url, description, events, sandbox } = endpoint;
        await update.run({ endpointId: endpoint.id, changes: values, seen: { url, description, events, sandbox } });
        toast.ok('Endpoint saved');
        onClose();
      } else setSecret((await create.run(values)).secret);
    } catch (cause) {
      setProblem(addressProblem(cause));
    }
  };
  if (secret !== null) return <SecretDialog secret={secret} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={endpoint ? 'Edit endpoint' : 'New endpoint'} size={480}>
      <form onSubmit={(at) => void save(at)}>
        <Stack gap="md">
          <TextInput
            label="Address"
            placeholder="https://example.com/hooks/slotkeeper"
            type="url"
            inputMode="url"
            data-autofocus
            value={values.url}
            error={problem}
            onChange={(at) => {
              setProblem(null);
              setValues({ ...values, url: at.currentTarget.value.trim() });
            }}
          />
          <TextInput
            label="What it is for"
            maxLength={300}
            value={values.description}
            onChange={(at) => setValues({ ...values, description: at.currentTarget.value })}
          />
          <Checkbox.Group label="Tell it when" value={values.events} onChange={(events) => setValues({ ...values, events: events })}>
            <Group gap="sm" my={6}>
              <Button size="xs" variant="default" onClick={() => setValues({ ...values, events: allEvents })}>
                All
              </Button>
              <Button size="xs" variant="default" onClick={() => setValues({ ...values, events: [] })}>
                None
              </Button>
            </Group>
            <ScrollArea.Autosize mah={260}>
              <Stack gap={8}>
                {allEvents.map((event) => (
                  <Checkbox key={event} value={event} label={eventWords[event]} description={event} />
                ))}
              </Stack>
            </ScrollArea.Autosize>
          </Checkbox.Group>
          <Checkbox
            label="What happens in the sandbox too"
            description="Marked “sandbox”, so that it is never taken for real"
            checked={values.sandbox}
            onChange={(at) => setValues({ ...values, sandbox: at.currentTarget.checked })}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.running || update.running} disabled={values.events.length === 0}>
              {endpoint ? 'Save' : 'Add endpoint'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Copy the signing secret now" size={520} closeOnClickOutside={false}>
      <Stack gap="md">
        <Text size="sm">The endpoint checks each delivery’s signature with it. It is shown this once.</Text>
        <SecretText value={secret} label="signing secret" />
        <Group justify="flex-end">
          <Button onClick={onClose}>I have copied it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function addressProblem(cause: unknown): string {
  const failure = failureOf(cause);
  const reason = failure.facts['reason'];
  if (failure.code === 'invalid_request' && typeof reason === 'string' && /private|loopback|address/.test(reason))
    return 'This address lies in a private network, which the server does not call.';
  return sentenceOf(failure);
}
