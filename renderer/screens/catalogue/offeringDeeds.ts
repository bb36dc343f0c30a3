/** What moves an offering between draft, published, archived and the trash. */
import type { OfferingStatus } from '#core/domains/catalog/model.ts';

export interface Moved {
  id: string;
  status: OfferingStatus;
  trashedAt: number | null;
}

export const offeringMoves = ['publish', 'unpublish', 'archive', 'restore', 'trash'] as const;
export type OfferingMove = (typeof offeringMoves)[number];

interface Deed {
  readonly label: string;
  readonly command: string;
  readonly done: (title: string) => string;
  /** behind a number */
  readonly doneMany: string;
  readonly may: (offering: Moved) => boolean;
}

export const deeds: Readonly<Record<OfferingMove, Deed>> = {
  publish: {
    label: 'Publish',
    command: 'catalog.publishOffering',
    done: (title) => `${title} is published`,
    doneMany: 'published',
    may: ({ status }) => status === 'DRAFT',
  },
  unpublish: {
    label: 'Back to draft',
    command: 'catalog.unpublishOffering',
    done: (title) => `${title} is a draft again`,
    doneMany: 'back to draft',
    may: ({ status }) => status === 'PUBLISHED',
  },
  archive: {
    label: 'Archive',
    command: 'catalog.archiveOffering',
    done: (title) => `${title} is archived`,
    doneMany: 'archived',
    may: ({ status }) => status !== 'ARCHIVED',
  },
  restore: {
    label: 'Restore',
    command: 'catalog.restoreOffering',
    done: (title) => `${title} is back as a draft`,
    doneMany: 'back as drafts',
    may: ({ status }) => status === 'ARCHIVED',
  },
  trash: {
    label: 'Move to trash',
    command: 'catalog.trashOffering',
    done: (title) => `${title} is in the trash`,
    doneMany: 'moved to the trash',
    may: ({ trashedAt }) => trashedAt === null,
  },
};

/** The commands that bring it back to where it was before the move. */
export function undone(which: OfferingMove, { status, trashedAt }: Moved): string[] {
  if (which === 'publish') return ['catalog.unpublishOffering'];
  if (which === 'unpublish') return ['catalog.publishOffering'];
  if (which === 'restore') return [trashedAt === null ? 'catalog.archiveOffering' : 'catalog.trashOffering'];
  const lands: Record<OfferingStatus, string[]> = {
    DRAFT: [],
    PUBLISHED: ['catalog.publishOffering'],
    ARCHIVED: ['catalog.archiveOffering'],
  };
  return ['catalog.restoreOffering', ...lands[status]];
}
