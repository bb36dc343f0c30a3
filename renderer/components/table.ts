import { type ColumnDef, columnVisibilityFeature, rowSelectionFeature, rowSortingFeature, tableFeatures } from '@tanstack/react-table';

/** What a column is in pixels and which way its values lean. */
export interface ColumnShape {
  /** least width */
  width: number;
  /** its share of what is left over; 0: it keeps its width */
  grow?: number;
  align?: 'end';
  /** this column gives the row its name for readers */
  names?: boolean;
  /** where it stands on a phone, whose rows are of two lines; a column without stays away there */
  onPhone?: 'first' | 'firstEnd' | 'second' | 'secondEnd';
}

/** The host sorts and filters: the table keeps which columns stand, which rows are chosen, and the shown order. */
export const features = tableFeatures({
  columnVisibilityFeature,
  rowSelectionFeature,
  rowSortingFeature,
  columnMeta: {} as ColumnShape,
});
export type Features = typeof features;

export type TableColumn<T extends object> = ColumnDef<Features, T>;
