import { useMemo } from 'react';
import { runCommand } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';

interface Named {
  id: string;
  title: string;
  status: string;
  trashedAt: number | null;
}

export interface OfferingMoves {
  publish: (offering: Named) => Promise<boolean>;
  unpublish: (offering: Named) => Promise<boolean>;
  archive: (offering: Named) => Promise<boolean>;
  trash: (offering: Named) => Promise<boolean>;
  restore: (offering: Named) => Promise<boolean>;
}

async function move(command: string, id: string): Promise<boolean> {
  try {
    await runCommand(command, { offeringId: id });
    return true;
  } catch (cause) {
    toast.problem(cause);
    return false;
  }
}

/** What moves an offering between draft, published, archived and the trash, each with its way back. */
export function useOfferingMoves(): OfferingMoves {
  return useMemo(() => {
    const back: Record<string, string[]> = { DRAFT: [], PUBLISHED: ['catalog.publishOffering'], ARCHIVED: ['catalog.archiveOffering'] };
    const told = async (command: string, offering: Named, { text, undo }: { text: string; undo: string[] }) => {
      if (!(await move(command, offering.id))) return false;
      const undoAll = async () => {
        for (const step of undo) if (!(await move(step, offering.id))) return;
      };
      toast.ok(text, { undo: undoAll });
      return true;
    };
    return {
      publish: (offering) =>
        told('catalog.publishOffering', offering, { text: `${offering.title} is published`, undo: ['catalog.unpublishOffering'] }),
      unpublish: (offering) =>
        told('catalog.unpublishOffering', offering, { text: `${offering.title} is a draft again`, undo: ['catalog.publishOffering'] }),
      archive: (offering) =>
        told('catalog.archiveOffering', offering, {
          text: `${offering.title} is archived`,
          undo: ['catalog.restoreOffering', ...(back[offering.status] ?? [])],
        }),
      trash: (offering) =>
        told('catalog.trashOffering', offering, {
          text: `${offering.title} is in the trash`,
          undo: ['catalog.restoreOffering', ...(back[offering.status] ?? [])],
        }),
      restore: (offering) =>
        told('catalog.restoreOffering', offering, {
          text: `${offering.title} is back as a draft`,
          undo: [offering.trashedAt === null ? 'catalog.archiveOffering' : 'catalog.trashOffering'],
        }),
    };
  }, []);
}
