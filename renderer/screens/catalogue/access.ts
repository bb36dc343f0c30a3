/** What a member may do here, in the words that stand beside what they may not. */
import { useSession } from '../../bridge/ask.ts';

export const managersOnly = 'Only owners and admins can change this.';

export function useIsManager(): boolean {
  const role = useSession().data?.member?.role;
  return role === 'OWNER' || role === 'ADMIN';
}
