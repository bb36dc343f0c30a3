import type { DomainEvent } from '../../contracts/event.ts';

export const memberDeactivated = (memberId: string): DomainEvent => ({
  name: 'member.deactivated',
  subject: { kind: 'member', id: memberId },
  data: { memberId },
});
