import { Button, SegmentedControl, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Screen } from '../../components/Screen.tsx';
import { managersOnly, useIsManager } from './access.ts';
import classes from './catalogue.module.css';
import { OfferingList } from './OfferingList.tsx';
import { ResourceList } from './ResourceList.tsx';

export function CatalogueScreen() {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const tab = search['tab'] === 'resources' ? 'resources' : 'offerings';
  const isManager = useIsManager();
  const [adding, setAdding] = useState(false);
  const go = (to: Record<string, string | undefined>) =>
    void navigate({ to: '.', replace: true, search: (before: Record<string, unknown>) => ({ ...before, ...to }) as never });

  const tabs = (
    <SegmentedControl
      size="xs"
      aria-label="Catalogue"
      value={tab}
      data={[
        { value: 'offerings', label: 'Offerings' },
        { value: 'resources', label: 'Resources' },
      ]}
      onChange={(next) => go({ tab: next === 'resources' ? next : undefined, q: undefined, status: undefined })}
    />
  );
  const add =
    tab === 'resources' ? (
      <Button leftSection={<IconPlus size={16} stroke={1.5} />} disabled={!isManager} onClick={() => setAdding(true)}>
        New resource
      </Button>
    ) : isManager ? (
      <Button component={Link} to="/catalogue/new" leftSection={<IconPlus size={16} stroke={1.5} />}>
        New offering
      </Button>
    ) : (
      <Button leftSection={<IconPlus size={16} stroke={1.5} />} disabled>
        New offering
      </Button>
    );

  return (
    <Screen
      title="Catalogue"
      bare
      actions={
        <Tooltip label={managersOnly} disabled={isManager}>
          <span>{add}</span>
        </Tooltip>
      }
    >
      <div className={classes.page}>
        {tab === 'offerings' ? (
          <OfferingList tabs={tabs} isManager={isManager} q={search['q'] ?? ''} status={search['status'] ?? ''} onFilter={go} />
        ) : (
          <ResourceList
            tabs={tabs}
            isManager={isManager}
            q={search['q'] ?? ''}
            onFilter={go}
            adding={adding}
            onAdded={() => setAdding(false)}
          />
        )}
      </div>
    </Screen>
  );
}
