import { Button, CopyButton, Group } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconCopy, IconPencil, IconRefresh, IconRotate, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Delivery, WebhookEndpoint } from '#core/domains/webhooks/model.ts';
import { useAsk, useRun } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { SidePanel } from '../../components/SidePanel.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { toast } from '../../components/toasts.ts';
import { EndpointDialog, SecretDialog } from './EndpointDialog.tsx';
import classes from './integrations.module.css';
import { deliveryWords } from './webhookWords.ts';

interface Props {
  endpoint: WebhookEndpoint;
  offline: boolean;
  onClose: () => void;
}

const LIVE_MS = 4_000;

export function EndpointDrawer({ endpoint, offline, onClose }: Props) {
  const test = useRun<{ endpointId: string }>('webhooks.sendTest');
  const rotate = useRun<{ endpointId: string }, { secret: string }>('webhooks.rotateSecret');
  const remove = useRun<{ endpointId: string }>('webhooks.removeEndpoint');
  const deliveries = useAsk<Delivery[]>(
    'webhooks.deliveries',
    { endpointId: endpoint.id, limit: 50 },
    { where: 'server', enabled: !offline, every: LIVE_MS },
  );
  const [asking, setAsking] = useState<'rotate' | 'remove' | 'edit' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const icon = { size: 14, stroke: 1.5 };
  const ref = { endpointId: endpoint.id };
  const sendTest = async () => {
    try {
      await test.run(ref);
      toast.ok('Test sent: see below how it went');
      await deliveries.refetch();
    } catch (cause) {
      toast.problem(cause);
    }
  };

  return (
    <SidePanel title={endpoint.url} onClose={onClose}>
      <div className={classes.drawerSection}>
        {endpoint.description && <p style={{ margin: '0 0 10px' }}>{endpoint.description}</p>}
        <Group gap={4} mb={12}>
          {endpoint.events.map((event) => (
            <span key={event} className={classes.tag}>
              {event}
            </span>
          ))}
        </Group>
        <Group gap="sm">
          <Button size="xs" leftSection={<IconSend {...icon} />} loading={test.running} disabled={offline} onClick={() => void sendTest()}>
            Send a test
          </Button>
          <Button size="xs" variant="default" leftSection={<IconPencil {...icon} />} disabled={offline} onClick={() => setAsking('edit')}>
            Edit
          </Button>
          <Button size="xs" variant="default" leftSection={<IconRotate {...icon} />} disabled={offline} onClick={() => setAsking('rotate')}>
            New secret
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="red"
            leftSection={<IconTrash {...icon} />}
            disabled={offline}
            onClick={() => setAsking('remove')}
          >
            Remove
          </Button>
        </Group>
      </div>
      <div className={classes.drawerSection}>
        <h3>
          Deliveries
          {!offline && <IconAction icon={IconRefresh} label="Look again" onClick={() => void deliveries.refetch()} />}
        </h3>
        {offline ? (
          <p className={classes.second} style={{ margin: 0, whiteSpace: 'normal' }}>
            The server keeps the log of deliveries. It shows here when you are online again.
          </p>
        ) : (
          <Answered query={deliveries}>
            {(list) =>
              list.length === 0 ? (
                <p className={classes.second} style={{ margin: 0 }}>
                  Nothing sent yet. Send a test to see that it arrives.
                </p>
              ) : (
                <div>
                  {list.map((delivery) => (
                    <DeliveryEntry key={delivery.id} delivery={delivery} onSentAgain={() => void deliveries.refetch()} />
                  ))}
                </div>
              )
            }
          </Answered>
        )}
      </div>
      {asking === 'edit' && <EndpointDialog endpoint={endpoint} onClose={() => setAsking(null)} />}
      {asking === 'rotate' && (
        <ConfirmDialog
          title="Make a new secret?"
          verb="Make new secret"
          danger={false}
          onClose={() => setAsking(null)}
          onConfirm={async () => setSecret((await rotate.run(ref)).secret)}
        >
          For 24 hours deliveries carry the signatures of both in <code>webhook-signature</code>; the hex headers use the new one at once.
        </ConfirmDialog>
      )}
      {asking === 'remove' && (
        <ConfirmDialog
          title="Remove this endpoint?"
          verb="Remove"
          onClose={() => setAsking(null)}
          onConfirm={async () => {
            await remove.run(ref);
            toast.ok('Endpoint removed');
            onClose();
          }}
        >
          It hears of nothing any more, and its log of deliveries goes with it.
        </ConfirmDialog>
      )}
      {secret !== null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </SidePanel>
  );
}

function DeliveryEntry({ delivery, onSentAgain }: { delivery: Delivery; onSentAgain: () => void }) {
  const [opened, setOpened] = useState(false);
  const again = useRun<{ deliveryId: string }>('webhooks.redeliver');
  const { word, tone } = deliveryWords[delivery.status];
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  const redeliver = async () => {
    try {
      await again.run({ deliveryId: delivery.id });
      toast.ok('Sent again');
      onSentAgain();
    } catch (cause) {
      toast.problem(cause);
    }
  };
  return (
    <div className={classes.delivery}>
      <button type="button" className={classes.deliveryHead} aria-expanded={opened} onClick={() => setOpened(!opened)}>
        <Chevron size={14} stroke={1.5} aria-hidden />
        <b>{delivery.event}</b>
        <span className={classes.second}>
          <TimeText at={delivery.createdAt} form="near" />
        </span>
        <span className={classes.tag} data-tone={tone}>
          {word}
        </span>
      </button>
      {opened && (
        <div style={{ paddingLeft: 22 }}>
          <div className={classes.attempts}>
            {delivery.attempts.length === 0 && <span style={{ gridColumn: '1 / -1' }}>Not tried yet.</span>}
            {delivery.attempts.map((attempt) => (
              <div key={attempt.at} style={{ display: 'contents' }}>
                <TimeText at={attempt.at} form="dayTime" />
                <b>{attempt.status ?? 'no answer'}</b>
                <span className="num">{Math.round(attempt.durationMs)} ms</span>
                <span>{attempt.error ?? attempt.responseSnippet}</span>
              </div>
            ))}
            {delivery.nextAttemptAt !== null && delivery.status === 'PENDING' && (
              <span style={{ gridColumn: '1 / -1' }}>
                Next try <TimeText at={delivery.nextAttemptAt} form="near" />
              </span>
            )}
          </div>
          <pre className={classes.code} style={{ maxHeight: 280 }}>
            {pretty(delivery.body)}
          </pre>
          <Group gap="sm" mt={8} mb={6}>
            <Button size="xs" variant="default" loading={again.running} onClick={() => void redeliver()}>
              Send again
            </Button>
            <CopyButton value={delivery.body}>
              {({ copied, copy }) => (
                <Button size="xs" variant="subtle" color="gray" leftSection={<IconCopy size={14} stroke={1.5} />} onClick={copy}>
                  {copied ? 'Copied' : 'Copy body'}
                </Button>
              )}
            </CopyButton>
          </Group>
        </div>
      )}
    </div>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
