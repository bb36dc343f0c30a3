import { Button, Text } from '@mantine/core';
import { IconArchive, IconArrowBackUp, IconEyeOff, IconTrash, IconWorld, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { IconAction } from '../../components/IconAction.tsx';
import classes from './list.module.css';
import { deeds, type OfferingMove, offeringMoves } from './offeringDeeds.ts';
import { moveMany } from './useOfferingMoves.ts';

const icons = { publish: IconWorld, unpublish: IconEyeOff, archive: IconArchive, restore: IconArrowBackUp, trash: IconTrash };

interface Props {
  picked: readonly OfferingSummary[];
  /** of the list as it is filtered */
  total: number;
  onAll: () => void;
  onClear: () => void;
}

/** What can be done with all that is chosen: each button counts those whose state allows it. */
export function OfferingBulkBar({ picked, total, onAll, onClear }: Props) {
  const [running, setRunning] = useState<{ which: OfferingMove; done: number; total: number } | null>(null);
  const start = async (which: OfferingMove, those: readonly OfferingSummary[]) => {
    setRunning({ which, done: 0, total: those.length });
    await moveMany(those, which, { onProgress: (done) => setRunning({ which, done, total: those.length }) });
    setRunning(null);
    onClear();
  };
  return (
    <div className={classes.bar} role="toolbar" aria-label="Chosen offerings">
      {running ? (
        <Text className="num" role="status">
          {deeds[running.which].label}: {running.done} of {running.total}
        </Text>
      ) : (
        <>
          <Text className="num" fw={500} mr={8}>
            {picked.length} selected
          </Text>
          {picked.length < total && (
            <Button size="xs" variant="subtle" onClick={onAll}>
              Select all {total}
            </Button>
          )}
          {offeringMoves.map((which) => {
            const those = picked.filter(deeds[which].may);
            if (those.length === 0) return null;
            const Icon = icons[which];
            return (
              <Button
                key={which}
                size="xs"
                variant="default"
                leftSection={<Icon size={14} stroke={1.5} />}
                onClick={() => void start(which, those)}
              >
                {deeds[which].label}
                {those.length < picked.length && ` ${those.length}`}
              </Button>
            );
          })}
          <IconAction icon={IconX} label="Clear the selection" onClick={onClear} />
        </>
      )}
    </div>
  );
}
