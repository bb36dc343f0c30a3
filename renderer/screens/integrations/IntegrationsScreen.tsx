import { SegmentedControl } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Screen } from '../../components/Screen.tsx';
import { useIsManager } from '../catalogue/access.ts';
import { ApiKeys } from './ApiKeys.tsx';
import { Devices } from './Devices.tsx';
import { Embed } from './Embed.tsx';
import { Feeds } from './Feeds.tsx';
import classes from './integrations.module.css';
import { Webhooks } from './Webhooks.tsx';

const tabs = [
  { value: 'embed', label: 'Website' },
  { value: 'feeds', label: 'Calendars' },
  { value: 'webhooks', label: 'Webhooks' },
  { value: 'keys', label: 'API keys' },
  { value: 'devices', label: 'Devices' },
] as const;
type Tab = (typeof tabs)[number]['value'];

export function IntegrationsScreen() {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const tab = tabs.find(({ value }) => value === search['tab'])?.value ?? 'embed';
  const isManager = useIsManager();
  return (
    <Screen title="Integrations" bare>
      <div className={classes.frame}>
        <div className={classes.tabs}>
          <SegmentedControl
            size="xs"
            aria-label="Integrations"
            value={tab}
            data={tabs.map((each) => ({ ...each }))}
            onChange={(next) => void navigate({ to: '.', replace: true, search: { tab: next } })}
          />
        </div>
        <div className={classes.scroll}>
          <div className={classes.page}>
            <Content tab={tab} isManager={isManager} />
          </div>
        </div>
      </div>
    </Screen>
  );
}

function Content({ tab, isManager }: { tab: Tab; isManager: boolean }) {
  switch (tab) {
    case 'embed':
      return <Embed />;
    case 'feeds':
      return <Feeds isManager={isManager} />;
    case 'devices':
      return <Devices />;
    case 'webhooks':
      return isManager ? <Webhooks /> : <ManagersNote what="Webhooks" />;
    case 'keys':
      return isManager ? <ApiKeys /> : <ManagersNote what="API keys" />;
  }
}

function ManagersNote({ what }: { what: string }) {
  return (
    <p className={classes.note}>
      <IconLock size={16} stroke={1.5} aria-hidden />
      {what} reach everything of the business, so owners and admins look after them. Ask one of them when you need a change.
    </p>
  );
}
