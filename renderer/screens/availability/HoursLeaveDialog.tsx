import { useBlocker } from '@tanstack/react-router';
import { LeaveDialog } from '../../components/LeaveDialog.tsx';
import type { Schedule } from './useSchedule.ts';

const subjectOf = (search: unknown) => (search as Record<string, unknown>)['subject'];

/** Asks before painted hours are left behind for another screen or another's hours. */
export function HoursLeaveDialog({ schedule, subjectId }: { schedule: Schedule; subjectId: string }) {
  const { dirty, save } = schedule;
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      dirty &&
      (current.pathname !== next.pathname ||
        (subjectOf(next.search) !== subjectOf(current.search) && subjectOf(next.search) !== subjectId)),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return (
    <LeaveDialog
      leave={blocker.status === 'blocked' ? { proceed: blocker.proceed, stay: blocker.reset } : null}
      text="The hours you painted are not saved yet, so customers still see the former ones."
      save={save}
    />
  );
}
