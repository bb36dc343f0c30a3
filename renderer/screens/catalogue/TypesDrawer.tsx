import { Button, Drawer, Menu } from '@mantine/core';
import { IconArrowBackUp, IconChevronRight, IconDots, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { OfferingSummary, ProductType } from '#core/domains/catalog/model.ts';
import { runCommand, useAsk } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { toast } from '../../components/toasts.ts';
import { managersOnly, useIsManager } from './access.ts';
import { typeNames } from './typeWords.ts';
import { productTypes as usual } from './productTypes.ts';
import rows from './Rows.module.css';
import classes from './Manager.module.css';
import { TypeForm } from './TypeForm.tsx';
import { many } from './words.ts';

interface Props {
  /** opens with this one */
  startAt?: string | undefined;
  onClose: () => void;
}

/** The kinds of things that are offered, and what each asks to be told of them. */
export function TypesDrawer({ startAt, onClose }: Props) {
  const query = useAsk<ProductType[]>('catalog.productTypes', {}, { tables: ['product_types'] });
  const types = query.data;
  const [open, setOpen] = useState<string | null>(startAt ?? null);
  // What is typed is not lost to a click beside the drawer.
  const [dirty, setDirty] = useState(false);
  const back = () => {
    setDirty(false);
    setOpen(null);
  };
  const isNew = open === '';
  const type = types?.find(({ key }) => key === open);
  return (
    <Drawer
      opened
      onClose={onClose}
      closeOnEscape={!dirty}
      closeOnClickOutside={!dirty}
      title={isNew ? 'New type' : type ? typeNames(types, type.key).one : 'Types'}
    >
      {query.isError && !types ? (
        <ErrorState error={failureOf(query.error)} onRetry={() => void query.refetch()} />
      ) : types && (isNew || type) ? (
        <TypeForm key={open} type={type} types={types} onBack={back} onDirty={setDirty} />
      ) : (
        types && <TypeList types={types} onOpen={setOpen} />
      )}
    </Drawer>
  );
}

function TypeList({ types, onOpen }: { types: ProductType[]; onOpen: (key: string) => void }) {
  const isManager = useIsManager();
  const active = useAsk<OfferingSummary[]>('catalog.offerings').data;
  const trashed = useAsk<OfferingSummary[]>('catalog.offerings', { trashed: true }).data;
  const countOf = (key: string) => (active ?? []).filter(({ productTypeKey }) => productTypeKey === key).length;
  const trashedOf = (key: string) => (trashed ?? []).filter(({ productTypeKey }) => productTypeKey === key).length;
  return (
    <>
      <p className={rows.hint}>
        A type says which details an offering is asked for.{' '}
        {isManager ? 'The usual ones can be changed; add your own beside them.' : managersOnly}
      </p>
      <ul className={classes.list}>
        {types.map((type) => (
          <li key={type.key} className={classes.item}>
            <button type="button" className={classes.main} onClick={() => onOpen(type.key)}>
              <span className={classes.name}>{typeNames(types, type.key).one}</span>
              <span className={classes.second}>
                {many(type.attributes.length, 'detail', 'details')} · {many(countOf(type.key), 'offering', 'offerings')}
              </span>
              <IconChevronRight size={14} stroke={1.5} aria-hidden />
            </button>
            <TypeMenu type={type} isManager={isManager} inUse={countOf(type.key) + trashedOf(type.key)} />
          </li>
        ))}
      </ul>
      <Button variant="default" mt="md" leftSection={<IconPlus size={16} stroke={1.5} />} disabled={!isManager} onClick={() => onOpen('')}>
        New type
      </Button>
    </>
  );
}

function TypeMenu({ type, isManager, inUse }: { type: ProductType; isManager: boolean; inUse: number }) {
  const isUsual = usual.includes(type.key);
  if (isUsual && type.id === null) return <span style={{ width: 28 }} />;
  const remove = async () => {
    try {
      await runCommand('catalog.removeProductType', { key: type.key });
      const { key, name, attributes } = type;
      const undo = () =>
        (isUsual
          ? runCommand('catalog.updateProductType', { key, changes: { name, attributes } })
          : runCommand('catalog.createProductType', { key, name, attributes })
        ).catch(toast.problem);
      toast.ok(isUsual ? `${name} is as it was at first` : `${name} is removed`, { undo });
    } catch (cause) {
      toast.problem(cause);
    }
  };
  const icon = { size: 16, stroke: 1.5 };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <IconAction icon={IconDots} label={`More for ${type.name}`} />
      </Menu.Target>
      <Menu.Dropdown>
        {isUsual ? (
          <Menu.Item leftSection={<IconArrowBackUp {...icon} />} disabled={!isManager} onClick={() => void remove()}>
            Back to how it was at first
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconTrash {...icon} />} disabled={!isManager || inUse > 0} onClick={() => void remove()}>
            {inUse > 0 ? `Remove (${many(inUse, 'offering is', 'offerings are')} of it)` : 'Remove'}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
