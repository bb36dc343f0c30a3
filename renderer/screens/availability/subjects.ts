import { useMemo } from 'react';
import type { OfferingSummary, Resource } from '#core/domains/catalog/model.ts';
import { useAsk, useSession } from '../../bridge/ask.ts';

/** Whose hours are looked at: an offering, or a resource that serves some. */
export interface Subject {
  id: string;
  kind: 'offering' | 'resource';
  name: string;
  second: string;
  color: string | null;
  zone: string;
  /** whose slots show what its hours mean: itself, or the offerings that need it */
  offerings: OfferingSummary[];
}

/** Its hours go by the clock of what it serves. */
function servingOf(
  { id }: Resource,
  { live, zone }: { live: readonly OfferingSummary[]; zone: string },
): Pick<Subject, 'zone' | 'offerings'> {
  const offerings = live.filter(({ resourceGroups }) => resourceGroups.flat().includes(id));
  const [only = zone, ...others] = zonesOf(offerings);
  return { offerings, zone: others.length > 0 ? zone : only };
}

const zonesOf = (offerings: readonly OfferingSummary[]): string[] => [...new Set(offerings.map(({ timezone }) => timezone))];

/** `Europe/Berlin`; of what serves offerings of several zones, that its hours are of each. */
export const zoneText = ({ zone, offerings }: Subject): string =>
  zonesOf(offerings).length > 1 ? 'on the clock of each offering' : zone.replaceAll('_', ' ');

export function useSubjects(): { subjects: Subject[]; ready: boolean; error: Error | null } {
  const offerings = useAsk<OfferingSummary[]>('catalog.offerings');
  const resources = useAsk<Resource[]>('catalog.resources');
  const zone = useSession().data?.tenant?.timezone ?? 'UTC';
  const subjects = useMemo(() => {
    const live = (offerings.data ?? [])
      .filter((offering) => offering.status !== 'ARCHIVED' && offering.plan === null)
      .toSorted((a, b) => a.title.localeCompare(b.title));
    const active = (resources.data ?? [])
      .filter((resource) => resource.active)
      .toSorted((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name));
    return [
      ...live.map((offering): Subject => ({
        id: offering.id,
        kind: 'offering',
        name: offering.title,
        second: offering.status === 'DRAFT' ? 'draft' : '',
        color: offering.color,
        zone: offering.timezone,
        offerings: [offering],
      })),
      ...active.map((resource): Subject => ({
        id: resource.id,
        kind: 'resource',
        name: resource.name,
        second: resource.kind,
        color: null,
        ...servingOf(resource, { live, zone }),
      })),
    ];
  }, [offerings.data, resources.data, zone]);
  return { subjects, ready: offerings.data !== undefined && resources.data !== undefined, error: offerings.error ?? resources.error };
}
