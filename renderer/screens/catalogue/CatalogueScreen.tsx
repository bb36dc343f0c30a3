import { Button, Menu, SegmentedControl, Tooltip } from '@mantine/core';
import { IconDots, IconDownload, IconFileImport, IconFolder, IconPlus, IconTags } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useSync } from '../../bridge/ask.ts';
import { fetchSheet } from '../../bridge/imports.ts';
import { IconAction } from '../../components/IconAction.tsx';
import { saveBlob } from '../../components/saveBlob.ts';
import { Screen } from '../../components/Screen.tsx';
import { toast } from '../../components/toasts.ts';
import { managersOnly, useIsManager } from './access.ts';
import { CategoriesDrawer } from './CategoriesDrawer.tsx';
import classes from './catalogue.module.css';
import { OfferingList } from './OfferingList.tsx';
import { ResourceList } from './ResourceList.tsx';
import { TypesDrawer } from './TypesDrawer.tsx';

const ImportDialog = lazy(() => import('./import/ImportDialog.tsx').then((file) => ({ default: file.ImportDialog })));

type Opened = 'types' | 'categories' | 'import';

export function CatalogueScreen() {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const tab = search['tab'] === 'resources' ? 'resources' : 'offerings';
  const isManager = useIsManager();
  const [adding, setAdding] = useState(false);
  const [managing, setManaging] = useState<Opened | null>(null);
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
      onChange={(next) =>
        go({ tab: next === 'resources' ? next : undefined, q: undefined, status: undefined, type: undefined, category: undefined })
      }
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
        <>
          <Tooltip label={managersOnly} disabled={isManager}>
            <span>{add}</span>
          </Tooltip>
          {tab === 'offerings' && <CatalogueMenu isManager={isManager} onOpen={setManaging} />}
        </>
      }
    >
      <div className={classes.page}>
        {tab === 'offerings' ? (
          <OfferingList
            tabs={tabs}
            isManager={isManager}
            q={search['q'] ?? ''}
            status={search['status'] ?? ''}
            type={search['type'] ?? ''}
            category={search['category'] ?? ''}
            onFilter={go}
          />
        ) : (
          <ResourceList
            tabs={tabs}
            isManager={isManager}
            q={search['q'] ?? ''}
            status={search['status'] ?? ''}
            onFilter={go}
            adding={adding}
            onAdded={() => setAdding(false)}
          />
        )}
      </div>
      {managing === 'types' && <TypesDrawer onClose={() => setManaging(null)} />}
      {managing === 'categories' && <CategoriesDrawer onClose={() => setManaging(null)} />}
      {managing === 'import' && (
        <Suspense>
          <ImportDialog onClose={() => setManaging(null)} />
        </Suspense>
      )}
    </Screen>
  );
}

function CatalogueMenu({ isManager, onOpen }: { isManager: boolean; onOpen: (what: Opened) => void }) {
  const offline = useSync().offlineSince !== null;
  const icon = { size: 16, stroke: 1.5 };
  const exportAll = () =>
    fetchSheet('offerings')
      .then((blob) => {
        saveBlob(blob, 'offerings.csv');
        toast.ok('The catalogue is saved as offerings.csv');
      })
      .catch(toast.problem);
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <IconAction icon={IconDots} label="More of the catalogue" />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFolder {...icon} />} onClick={() => onOpen('categories')}>
          Categories
        </Menu.Item>
        <Menu.Item leftSection={<IconTags {...icon} />} onClick={() => onOpen('types')}>
          Types and details
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconFileImport {...icon} />} disabled={!isManager} onClick={() => onOpen('import')}>
          Import
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload {...icon} />} disabled={!isManager || offline} onClick={() => void exportAll()}>
          Export
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
