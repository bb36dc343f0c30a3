import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Screen } from '../../../components/Screen.tsx';
import { Letters } from './Letters.tsx';
import classes from './mail.module.css';
import { Outbox } from './Outbox.tsx';

const tabs = [
  { value: 'letters', label: 'Letters' },
  { value: 'outbox', label: 'Outbox' },
];

export function MailScreen() {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const tab = search['tab'] === 'outbox' ? 'outbox' : 'letters';
  const go = (to: Record<string, string | undefined>) =>
    void navigate({ to: '.', replace: true, search: (before: Record<string, unknown>) => ({ ...before, ...to }) as never });
  return (
    <Screen
      title="Mail"
      bare
      lead={
        <Tooltip label="Back to settings">
          <ActionIcon component={Link} to="/settings" aria-label="Back to settings">
            <IconArrowLeft size={16} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      }
    >
      <div className={classes.screen}>
        <div className={classes.tabs}>
          <SegmentedControl size="xs" aria-label="Mail" value={tab} data={tabs} onChange={(next) => go({ tab: next })} />
        </div>
        <div className={classes.scroll}>{tab === 'outbox' ? <Outbox /> : <Letters search={search} go={go} />}</div>
      </div>
    </Screen>
  );
}
