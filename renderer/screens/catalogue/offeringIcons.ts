import { type Icon, IconArchive, IconArrowBackUp, IconEyeOff, IconTrash, IconWorld } from '@tabler/icons-react';
import type { OfferingMove } from './offeringDeeds.ts';

/** As they stand before a move's name in menus and bars. */
export const offeringIcons: Readonly<Record<OfferingMove, Icon>> = {
  publish: IconWorld,
  unpublish: IconEyeOff,
  archive: IconArchive,
  restore: IconArrowBackUp,
  trash: IconTrash,
};
