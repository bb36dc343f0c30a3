import { useState } from 'react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { ChosenBar } from '../../components/ChosenBar.tsx';
import { deeds, type OfferingMove, offeringMoves } from './offeringDeeds.ts';
import { offeringIcons } from './offeringIcons.ts';
import { moveMany } from './useOfferingMoves.ts';

interface Props {
  picked: readonly OfferingSummary[];
  /** of the list as it is filtered */
  total: number;
  onAll: () => void;
  onClear: () => void;
}

export function OfferingBulkBar({ picked, total, onAll, onClear }: Props) {
  const [running, setRunning] = useState<{ which: OfferingMove; done: number; total: number } | null>(null);
  const start = async (which: OfferingMove, those: readonly OfferingSummary[]) => {
    setRunning({ which, done: 0, total: those.length });
    await moveMany(those, which, { onProgress: (done) => setRunning({ which, done, total: those.length }) });
    setRunning(null);
    onClear();
  };
  const moves = offeringMoves.map((which) => {
    const those = picked.filter(deeds[which].may);
    return { key: which, label: deeds[which].label, icon: offeringIcons[which], count: those.length, run: () => void start(which, those) };
  });
  return (
    <ChosenBar
      name="Chosen offerings"
      picked={picked.length}
      running={running && { ...running, label: deeds[running.which].label }}
      moves={moves}
      all={{ total, choose: onAll }}
      onClear={onClear}
    />
  );
}
