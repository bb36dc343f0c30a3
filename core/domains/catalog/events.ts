import type { DomainEvent } from '../../contracts/event.ts';

export const resourcesChanged = (offeringId: string): DomainEvent => ({
  name: 'offering.resources_changed',
  subject: { kind: 'offering', id: offeringId },
  data: { offeringId },
});
