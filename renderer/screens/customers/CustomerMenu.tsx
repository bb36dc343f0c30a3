import { Menu } from '@mantine/core';
import { IconArrowMerge, IconDots, IconDownload, IconEraser } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import { ask } from '../../bridge/ask.ts';
import { IconAction } from '../../components/IconAction.tsx';
import { saveBlob } from '../../components/saveBlob.ts';
import { toast } from '../../components/toasts.ts';
import { useIsManager } from '../catalogue/access.ts';
import { useIsOffline } from '../integrations/OfflineNote.tsx';
import classes from './customers.module.css';
import { EraseDialog } from './EraseDialog.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import { fileNameOf, fileTextOf } from './taking.ts';

interface Props {
  customer: CustomerSummary;
  /** another customer stands for this one now */
  onMerged: (keptId: string) => void;
  onErased: () => void;
}

/** What managers alone may do, and the server alone can. */
export function CustomerMenu({ customer, onMerged, onErased }: Props) {
  const isManager = useIsManager();
  const isOffline = useIsOffline();
  const [asking, setAsking] = useState<'merge' | 'erase' | null>(null);
  const [saving, setSaving] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (!isManager) return null;
  const save = async () => {
    setSaving(true);
    try {
      const kept = await ask<object>('customers.export', { customerId: customer.id }, 'server');
      saveBlob(new Blob([fileTextOf(kept)], { type: 'application/json' }), fileNameOf(customer.name, Date.now()));
      toast.ok('Exported.');
    } catch (cause) {
      toast.problem(cause);
    } finally {
      setSaving(false);
    }
  };
  // The menu's item, which had the focus before, is gone by then.
  const close = () => {
    setAsking(null);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconAction ref={button} icon={IconDots} label="Merge, export, erase" loading={saving} />
        </Menu.Target>
        <Menu.Dropdown>
          {isOffline && <Menu.Label>These work again when you are online</Menu.Label>}
          <Menu.Item disabled={isOffline} leftSection={<IconArrowMerge size={16} stroke={1.5} />} onClick={() => setAsking('merge')}>
            Merge…
          </Menu.Item>
          <Menu.Item disabled={isOffline} leftSection={<IconDownload size={16} stroke={1.5} />} onClick={() => void save()}>
            Export
          </Menu.Item>
          <Menu.Item
            disabled={isOffline}
            className={classes.ends}
            leftSection={<IconEraser size={16} stroke={1.5} />}
            onClick={() => setAsking('erase')}
          >
            Erase…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking === 'merge' && <MergeDialog customer={customer} onClose={close} onMerged={onMerged} />}
      {asking === 'erase' && <EraseDialog customer={customer} onClose={close} onErased={onErased} />}
    </>
  );
}
