import type { ReactNode } from 'react';
import type { Day } from './days.ts';

/** Where somebody clicked, or drew. */
export interface Drawn {
  startsAt: number;
  /** absent: it was no more than a click */
  endsAt?: number | undefined;
}

/** One day side by side with others: of all, or of one resource. */
export interface GridColumn {
  key: string;
  day: Day;
  heading: ReactNode;
  /** what the heading says, for who can't see it */
  label: string;
  /** set: the column is this resource's day; null: of what needs none */
  resourceId?: string | null;
}
