import type { OfferingStatus } from '#core/domains/catalog/model.ts';
import classes from './catalogue.module.css';
import { statusLabels } from './words.ts';

export function OfferingStatusBadge({ status }: { status: OfferingStatus }) {
  return (
    <span className={classes.status} data-status={status}>
      {statusLabels[status]}
    </span>
  );
}
