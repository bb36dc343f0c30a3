import { Autocomplete, Button, Group, Menu, Modal, NumberInput, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { IconArchive, IconArmchair, IconArrowBackUp, IconClock, IconDots, IconPencil, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, type ReactNode, useState } from 'react';
import type { OfferingSummary, Resource } from '#core/domains/catalog/model.ts';
import type { Member } from '#core/domains/members/model.ts';
import { useAsk, useRun, useSession } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { Answered } from '../../components/Answered.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { toast } from '../../components/toasts.ts';
import classes from './catalogue.module.css';

interface Props {
  tabs: ReactNode;
  isManager: boolean;
  q: string;
  /** `ARCHIVED`: those that serve nobody any more */
  status: string;
  onFilter: (to: Record<string, string | undefined>) => void;
  adding: boolean;
  onAdded: () => void;
}

export function ResourceList({ tabs, isManager, q, status, onFilter, adding, onAdded }: Props) {
  const query = useAsk<Resource[]>('catalog.resources');
  const offerings = useAsk<OfferingSummary[]>('catalog.offerings').data ?? [];
  const [editing, setEditing] = useState<Resource | null>(null);
  const inArchive = status === 'ARCHIVED';
  return (
    <>
      <div className={classes.toolbar}>
        {tabs}
        <TextInput
          className={classes.search}
          aria-label="Search resources"
          placeholder="Search resources"
          leftSection={<IconSearch size={16} stroke={1.5} />}
          value={q}
          onChange={(at) => onFilter({ q: at.currentTarget.value || undefined })}
        />
        <SegmentedControl
          size="xs"
          aria-label="Status"
          value={inArchive ? 'ARCHIVED' : ''}
          data={[
            { value: '', label: 'Active' },
            { value: 'ARCHIVED', label: 'Archived' },
          ]}
          onChange={(next) => onFilter({ status: next || undefined })}
        />
      </div>
      <div className={classes.list}>
        <Answered query={query}>
          {(all) => {
            const shown = all.filter(
              (resource) => resource.active !== inArchive && `${resource.name} ${resource.kind}`.toLowerCase().includes(q.toLowerCase()),
            );
            if (shown.length > 0) return <Rows resources={shown} offerings={offerings} isManager={isManager} onEdit={setEditing} />;
            return (
              <EmptyState
                icon={IconArmchair}
                text={
                  q === '' && inArchive
                    ? 'Nothing is archived. What you put away here can be had back.'
                    : q === ''
                      ? 'People, rooms and things that a booking takes up. Add one, then say in an offering that it needs it.'
                      : `Nothing matches “${q}”.`
                }
              />
            );
          }}
        </Answered>
      </div>
      {(adding || editing) && (
        <ResourceDialog
          resource={editing}
          kinds={[...new Set(['person', 'room', 'chair', 'equipment', ...(query.data ?? []).map((resource) => resource.kind)])]}
          onClose={() => {
            setEditing(null);
            onAdded();
          }}
        />
      )}
    </>
  );
}

function Rows({
  resources,
  offerings,
  isManager,
  onEdit,
}: {
  resources: Resource[];
  offerings: OfferingSummary[];
  isManager: boolean;
  onEdit: (resource: Resource) => void;
}) {
  const kinds = [...new Set(resources.map((resource) => resource.kind))].toSorted();
  return kinds.map((kind) => {
    const group = resources.filter((resource) => resource.kind === kind);
    return (
      <section key={kind}>
        <h2 className={classes.groupName}>
          {kind.charAt(0).toUpperCase() + kind.slice(1)} <span>{group.length}</span>
        </h2>
        <ul className={classes.rows}>
          {group.map((resource) => (
            <ResourceRow key={resource.id} {...{ resource, offerings, isManager, onEdit }} />
          ))}
        </ul>
      </section>
    );
  });
}

function ResourceRow({
  resource,
  offerings,
  isManager,
  onEdit,
}: {
  resource: Resource;
  offerings: OfferingSummary[];
  isManager: boolean;
  onEdit: (resource: Resource) => void;
}) {
  const navigate = useNavigate();
  const archive = useRun<{ resourceId: string }>('catalog.archiveResource');
  const restore = useRun<{ resourceId: string }>('catalog.restoreResource');
  const users = offerings.filter((offering) => offering.status !== 'ARCHIVED' && offering.resourceGroups.flat().includes(resource.id));
  const icon = { size: 16, stroke: 1.5 };
  const bringBack = async () => {
    try {
      await restore.run({ resourceId: resource.id });
      toast.ok(`${resource.name} serves again`, { undo: () => archive.run({ resourceId: resource.id }).catch(toast.problem) });
    } catch (cause) {
      toast.problem(cause);
    }
  };
  const putAway = async () => {
    try {
      await archive.run({ resourceId: resource.id });
      toast.ok(`${resource.name} is archived`, { undo: () => restore.run({ resourceId: resource.id }).catch(toast.problem) });
    } catch (cause) {
      toast.problem(cause);
    }
  };
  return (
    <li className={classes.row} style={{ gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 2fr) 32px', paddingLeft: 16 }}>
      <div className="truncate" style={{ fontWeight: 600 }} title={resource.name}>
        {resource.name}
        {resource.quantity > 1 && <span className={classes.times}>× {resource.quantity}</span>}
      </div>
      <div className={classes.second}>
        {users.length === 0 ? 'Not needed by any offering yet' : `For ${users.map((offering) => offering.title).join(', ')}`}
      </div>
      <div className={classes.rowMenu}>
        <Menu position="bottom-end" width={180}>
          <Menu.Target>
            <IconAction icon={IconDots} label={`More for ${resource.name}`} />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil {...icon} />} disabled={!isManager} onClick={() => onEdit(resource)}>
              Edit
            </Menu.Item>
            <Menu.Item
              leftSection={<IconClock {...icon} />}
              onClick={() => void navigate({ to: '/availability', search: { subject: resource.id } })}
            >
              Opening hours
            </Menu.Item>
            {resource.active ? (
              <Menu.Item leftSection={<IconArchive {...icon} />} disabled={!isManager} onClick={() => void putAway()}>
                Archive
              </Menu.Item>
            ) : (
              <Menu.Item leftSection={<IconArrowBackUp {...icon} />} disabled={!isManager} onClick={() => void bringBack()}>
                Restore
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
    </li>
  );
}

interface ResourceInput {
  name: string;
  kind: string;
  memberId: string | null;
  quantity: number;
}

function ResourceDialog({ resource, kinds, onClose }: { resource: Resource | null; kinds: string[]; onClose: () => void }) {
  const create = useRun<ResourceInput>('catalog.createResource');
  const update = useRun<{ resourceId: string; changes: Partial<ResourceInput>; seen: Partial<ResourceInput> }>('catalog.updateResource');
  const members = useAsk<Member[]>('members.list').data ?? [];
  const [values, setValues] = useState<ResourceInput>({
    name: resource?.name ?? '',
    kind: resource?.kind ?? 'person',
    memberId: resource?.memberId ?? null,
    quantity: resource?.quantity ?? 1,
  });
  const [amount, setAmount] = useState<string | number>(values.quantity);
  const timezone = useSession().data?.tenant?.timezone;
  const [problem, setProblem] = useState<{ name?: string; quantity?: string }>({});
  const save = async (at: SubmitEvent) => {
    at.preventDefault();
    if (values.name.trim() === '') {
      setProblem({ name: 'Give it a name.' });
      return;
    }
    try {
      if (resource) {
        const { name, kind, memberId, quantity } = resource;
        await update.run({ resourceId: resource.id, changes: values, seen: { name, kind, memberId, quantity } });
      } else await create.run(values);
      toast.ok(resource ? 'Saved' : `${values.name} added`);
      onClose();
    } catch (cause) {
      const failure = failureOf(cause);
      setProblem({ [failure.facts['kind'] === 'places' ? 'quantity' : 'name']: sentenceOf(failure, timezone) });
    }
  };
  return (
    <Modal opened onClose={onClose} title={resource ? 'Edit resource' : 'New resource'} size={420}>
      <form onSubmit={(at) => void save(at)}>
        <Stack gap="md">
          <TextInput
            label="Name"
            placeholder="Anna, Room 2, Chair by the window"
            data-autofocus
            value={values.name}
            maxLength={120}
            error={problem.name}
            onChange={(at) => {
              setProblem({});
              setValues({ ...values, name: at.currentTarget.value });
            }}
          />
          <Autocomplete label="Kind" data={kinds} value={values.kind} maxLength={40} onChange={(kind) => setValues({ ...values, kind })} />
          <NumberInput
            label="How many there are"
            description={
              values.quantity === 1 ? 'One: whoever has it, has all of it.' : `Each place booked takes one of the ${values.quantity}.`
            }
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={1}
            max={10_000}
            allowDecimal={false}
            value={amount}
            error={problem.quantity}
            onBlur={() => setAmount(values.quantity)}
            onChange={(quantity) => {
              setProblem({});
              setAmount(quantity);
              setValues({ ...values, quantity: Math.min(10_000, Math.max(1, Number(quantity) || 1)) });
            }}
          />
          <Select
            label="Member"
            description="When the resource is one of the team, their bookings show in their own calendar feed."
            placeholder="Nobody"
            clearable
            data={members
              .filter((member) => member.active || member.id === values.memberId)
              .map((member) => ({ value: member.id, label: member.name }))}
            value={values.memberId}
            onChange={(memberId) => setValues({ ...values, memberId })}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.running || update.running}>
              {resource ? 'Save' : 'Add'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
