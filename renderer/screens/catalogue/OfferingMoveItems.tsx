import { Menu } from '@mantine/core';
import type { OfferingStatus } from '#core/domains/catalog/model.ts';
import { deeds, type OfferingMove } from './offeringDeeds.ts';
import { offeringIcons } from './offeringIcons.ts';
import type { OfferingMoves } from './useOfferingMoves.ts';

interface Props {
  offering: { id: string; title: string; status: OfferingStatus; trashedAt: number | null };
  /** those that its state doesn't allow are left out */
  among: readonly OfferingMove[];
  moves: OfferingMoves;
  isManager: boolean;
}

/** In a menu: where an offering can go from where it is. */
export function OfferingMoveItems({ offering, among, moves, isManager }: Props) {
  return among
    .filter((which) => deeds[which].may(offering))
    .map((which) => {
      const MoveIcon = offeringIcons[which];
      return (
        <Menu.Item
          key={which}
          leftSection={<MoveIcon size={16} stroke={1.5} />}
          disabled={!isManager}
          onClick={() => void moves[which](offering)}
        >
          {deeds[which].label}
        </Menu.Item>
      );
    });
}
