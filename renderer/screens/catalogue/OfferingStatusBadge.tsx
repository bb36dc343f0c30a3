import type { OfferingStatus } from '#core/domains/catalog/model.ts';
import classes from './catalogue.module.css';
import { statusLabels } from './words.ts';

export function OfferingStatusBadge({ status, trashed = false }: { status: OfferingStatus; trashed?: boolean }) {
  return (
    <span className={classes.status} data-status={status}>
      {trashed ? 'In the trash' : statusLabels[status]}
    </span>
  );
}
