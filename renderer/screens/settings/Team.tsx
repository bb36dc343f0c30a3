import { Button, Group, Modal, PasswordInput, Select, Stack, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconUserOff } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import type { Role } from '#core/contracts/actor.ts';
import type { Member } from '#core/domains/members/model.ts';
import { useAsk, useRun, useSession, useSync } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { Answered } from '../../components/Answered.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { toast } from '../../components/toasts.ts';
import { managersOnly, useIsManager } from '../catalogue/access.ts';
import { initialsOf, roleWords } from './roles.ts';
import classes from './settings.module.css';

export function Team() {
  const isManager = useIsManager();
  const offline = useSync().offlineSince !== null;
  const query = useAsk<Member[]>('members.list');
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const deactivate = useRun<{ memberId: string }>('members.deactivate');
  const blocked = !isManager ? managersOnly : offline ? 'The server adds members: this works again when you are online.' : null;
  return (
    <section className={classes.section} aria-labelledby="team" data-waiting={query.isPending || undefined}>
      <div className={classes.head}>
        <h2 id="team">Team</h2>
        <Tooltip label={blocked} disabled={blocked === null}>
          <span>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} stroke={1.5} />}
              disabled={blocked !== null}
              onClick={() => setAdding(true)}
            >
              Add member
            </Button>
          </span>
        </Tooltip>
      </div>
      <Answered query={query}>
        {(members) => (
          <ul className={classes.members}>
            {members
              .toSorted((a, b) => Number(b.active) - Number(a.active))
              .map((member) => (
                <MemberRow key={member.id} member={member} editable={blocked === null} onLeave={() => setLeaving(member)} />
              ))}
          </ul>
        )}
      </Answered>
      {adding && <NewMemberDialog onClose={() => setAdding(false)} />}
      {leaving && (
        <ConfirmDialog
          title={`Deactivate ${leaving.name}?`}
          verb="Deactivate"
          onClose={() => setLeaving(null)}
          onConfirm={async () => {
            await deactivate.run({ memberId: leaving.id });
            toast.ok(`${leaving.name} is deactivated`);
          }}
        >
          Their devices are signed out and their calendar address stops at once. Their bookings and history stay.
        </ConfirmDialog>
      )}
    </section>
  );
}

function MemberRow({ member, editable, onLeave }: { member: Member; editable: boolean; onLeave: () => void }) {
  const me = useSession().data?.member;
  const update = useRun<{ memberId: string; changes: { role: Role }; seen: { role: Role } }>('members.update');
  const isMe = me?.id === member.id;
  // Only an owner makes or unmakes owners.
  const mine = editable && !isMe && member.active && (me?.role === 'OWNER' || member.role !== 'OWNER');
  const choices = (Object.keys(roleWords) as Role[]).filter(
    (role) => role !== 'CLIENT' && (role !== 'OWNER' || me?.role === 'OWNER' || member.role === 'OWNER'),
  );
  const change = (role: Role) => update.run({ memberId: member.id, changes: { role }, seen: { role: member.role } }).catch(toast.problem);
  return (
    <li className={classes.member} data-off={!member.active || undefined}>
      <span className={classes.initials} aria-hidden>
        {initialsOf(member.name)}
      </span>
      <div className={classes.who}>
        <b title={member.name}>
          {member.name}
          {isMe && <span style={{ fontWeight: 400, color: 'var(--sk-text-second)' }}> (you)</span>}
        </b>
        <small title={member.email}>{member.email}</small>
      </div>
      {mine ? (
        <Select
          w={120}
          aria-label={`Role of ${member.name}`}
          allowDeselect={false}
          value={member.role}
          disabled={update.running}
          data={choices.map((role) => ({ value: role, label: roleWords[role].label }))}
          onChange={(role) => role && void change(role)}
        />
      ) : (
        <Tooltip label={roleWords[member.role].may}>
          <span style={{ fontSize: 12, color: 'var(--sk-text-second)' }}>
            {member.active ? roleWords[member.role].label : 'Deactivated'}
          </span>
        </Tooltip>
      )}
      {mine && <IconAction icon={IconUserOff} label={`Deactivate ${member.name}`} onClick={onLeave} />}
    </li>
  );
}

function NewMemberDialog({ onClose }: { onClose: () => void }) {
  const me = useSession().data?.member;
  const add = useRun<{ name: string; email: string; role: Role; password: string }>('members.add');
  const [values, setValues] = useState({ name: '', email: '', role: 'STAFF' as Role, password: '' });
  const [errors, setErrors] = useState<Partial<Record<keyof typeof values, string>>>({});
  const set = (changes: Partial<typeof values>) => {
    setErrors({});
    setValues((before) => ({ ...before, ...changes }));
  };
  const save = async (at: SubmitEvent) => {
    at.preventDefault();
    const problems: typeof errors = {};
    if (values.name.trim() === '') problems.name = 'What are they called?';
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(values.email)) problems.email = 'An address like anna@example.com.';
    if (values.password.length < 8) problems.password = 'At least 8 characters.';
    setErrors(problems);
    if (Object.keys(problems).length > 0) return;
    try {
      await add.run({ ...values, name: values.name.trim() });
      toast.ok(`${values.name.trim()} can sign in now`);
      onClose();
    } catch (cause) {
      const failure = failureOf(cause);
      setErrors(
        failure.code === 'already_exists' ? { email: 'Somebody signs in with this address already.' } : { name: sentenceOf(failure) },
      );
    }
  };
  const roles = (['STAFF', 'ADMIN', 'OWNER'] as const).filter((role) => role !== 'OWNER' || me?.role === 'OWNER');
  return (
    <Modal opened onClose={onClose} title="Add member" size={420}>
      <form onSubmit={(at) => void save(at)} autoComplete="off">
        <Stack gap="md">
          <TextInput
            label="Name"
            data-autofocus
            maxLength={120}
            value={values.name}
            error={errors.name}
            onChange={(at) => set({ name: at.currentTarget.value })}
          />
          <TextInput
            label="Mail"
            type="email"
            value={values.email}
            error={errors.email}
            onChange={(at) => set({ email: at.currentTarget.value.trim() })}
          />
          <Select
            label="Role"
            description={roleWords[values.role].may}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            allowDeselect={false}
            value={values.role}
            data={roles.map((role) => ({ value: role, label: roleWords[role].label }))}
            onChange={(role) => role && set({ role: role })}
          />
          <PasswordInput
            label="First password"
            description="Tell it to them in person."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="new-password"
            value={values.password}
            error={errors.password}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            onChange={(at) => set({ password: at.currentTarget.value })}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.running}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
