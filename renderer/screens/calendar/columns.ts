import type { ReactNode } from 'react';
import type { Day } from './days.ts';

/** One day side by side with others: of all, or of one resource. */
export interface GridColumn {
  key: string;
  day: Day;
  heading: ReactNode;
  /** set: the column is this resource's day; null: of what needs none */
  resourceId?: string | null;
}
