import { useState } from 'react';
import { sameJson } from '#core/base/json.ts';
import { toast } from '../../components/toasts.ts';

interface Placed<T> {
  list: readonly T[];
  /** shows the order at once, and keeps it until it is read back or refused */
  place: (list: readonly T[], save: (ids: string[]) => Promise<unknown>) => void;
}

/** A list from the database whose order is changed here: what was dropped stays where it was dropped. */
export function usePlaced<T extends { id: string }>(read: readonly T[]): Placed<T> {
  const [ids, setIds] = useState<string[] | null>(null);
  const standing = read.map(({ id }) => id);
  if (ids !== null && sameJson(ids, standing)) setIds(null);
  const isSame = ids !== null && ids.length === read.length && standing.every((id) => ids.includes(id));
  return {
    list: isSame ? read.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)) : read,
    place(list, save) {
      const next = list.map(({ id }) => id);
      setIds(next);
      save(next).catch((cause: unknown) => {
        setIds(null);
        toast.problem(cause);
      });
    },
  };
}
