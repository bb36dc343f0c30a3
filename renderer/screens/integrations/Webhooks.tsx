import { Button, Switch } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { WebhookEndpoint } from '#core/domains/webhooks/model.ts';
import { useAsk, useRun } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { toast } from '../../components/toasts.ts';
import { EndpointDialog } from './EndpointDialog.tsx';
import { EndpointDrawer } from './EndpointDrawer.tsx';
import classes from './integrations.module.css';
import { OfflineNote, useIsOffline } from './OfflineNote.tsx';
import { eventCount } from './webhookWords.ts';

export function Webhooks() {
  const offline = useIsOffline();
  const query = useAsk<WebhookEndpoint[]>('webhooks.endpoints');
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const open = (endpoint: string | undefined) =>
    void navigate({ to: '.', search: (before: Record<string, unknown>) => ({ ...before, endpoint }) as never });
  const opened = query.data?.find((endpoint) => endpoint.id === search['endpoint']);

  return (
    <>
      <div className={classes.lead}>
        <p>Slotkeeper tells your other systems what happens, as it happens: signed, and tried again until it arrives.</p>
        <Button leftSection={<IconPlus size={16} stroke={1.5} />} disabled={offline} onClick={() => setAdding(true)}>
          New endpoint
        </Button>
      </div>
      <OfflineNote>
        Endpoints and deliveries live on the server: changes work again when you are online. Below is what is known here.
      </OfflineNote>
      <Answered query={query}>
        {(endpoints) =>
          endpoints.length === 0 ? (
            <EmptyState
              icon={IconWebhook}
              text="No endpoints yet. Add the address of a program that should hear of bookings."
              action={offline ? undefined : { label: 'New endpoint', onClick: () => setAdding(true) }}
            />
          ) : (
            <ul className={classes.rows}>
              {endpoints.map((endpoint) => (
                <EndpointRow key={endpoint.id} endpoint={endpoint} offline={offline} onOpen={() => open(endpoint.id)} />
              ))}
            </ul>
          )
        }
      </Answered>
      {adding && <EndpointDialog endpoint={null} onClose={() => setAdding(false)} />}
      {opened && <EndpointDrawer key={opened.id} endpoint={opened} offline={offline} onClose={() => open(undefined)} />}
    </>
  );
}

function EndpointRow({ endpoint, offline, onOpen }: { endpoint: WebhookEndpoint; offline: boolean; onOpen: () => void }) {
  const update = useRun<{ endpointId: string; changes: { active: boolean }; seen: { active: boolean } }>('webhooks.updateEndpoint');
  const toggle = (active: boolean) =>
    update.run({ endpointId: endpoint.id, changes: { active }, seen: { active: endpoint.active } }).catch(toast.problem);
  return (
    <li className={classes.row} data-link>
      <div className={classes.rowMain}>
        <button type="button" className={`${classes.cover} truncate`} onClick={onOpen} title={endpoint.url}>
          <b>{endpoint.url}</b>
        </button>
        <small>{[endpoint.description, eventCount(endpoint.events)].filter(Boolean).join(' · ')}</small>
      </div>
      {endpoint.disabledReason && (
        <span className={`${classes.tag}`} data-tone="bad">
          {disabledText(endpoint.disabledReason)}
        </span>
      )}
      <div className={classes.above}>
        <Switch
          size="xs"
          aria-label={`${endpoint.url} is active`}
          checked={endpoint.active}
          disabled={offline || update.running}
          onChange={(at) => void toggle(at.currentTarget.checked)}
        />
      </div>
    </li>
  );
}

function disabledText(reason: string): string {
  if (reason === 'gone') return 'Off: it answered 410 Gone';
  return reason === 'failing' ? 'Off: it failed for 3 days' : `Off: ${reason}`;
}
