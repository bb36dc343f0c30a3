import type { DomainEvent } from '../../contracts/event.ts';

export const resourcesChanged = (offeringId: string): DomainEvent => ({
  name: 'offering.resources_changed',
  subject: { kind: 'offering', id: offeringId },
  data: { offeringId },
});

export const quantityChanged = (resourceId: string, quantity: number): DomainEvent => ({
  name: 'resource.quantity_changed',
  subject: { kind: 'resource', id: resourceId },
  data: { resourceId, quantity },
});

export const resourceArchived = (resourceId: string): DomainEvent => ({
  name: 'resource.archived',
  subject: { kind: 'resource', id: resourceId },
  data: { resourceId },
});
