import { useState } from 'react';
import type { BulkManifest, BulkPreview } from '#core/engine/bridge.ts';
import type { Share } from '../../../bridge/data.ts';
import { bookRows, judgeBookings, stopBooking } from '../../../bridge/imports.ts';
import { type Kept, type SharedStep, useUnderWay } from '../../catalogue/import/useUnderWay.ts';

/** Chosen, judged, booked row by row; or what went wrong on the way. */
type OwnStep =
  | ({ readonly is: 'looked'; readonly preview: BulkPreview } & Kept)
  | ({ readonly is: 'writing'; readonly share: Share | null; readonly stopping: boolean } & Kept)
  | ({ readonly is: 'done'; readonly manifest: BulkManifest } & Kept);

export interface BulkWork {
  readonly step: SharedStep | OwnStep;
  /** against what staff may set aside, too */
  readonly override: boolean;
  choose(file: File): void;
  /** The same file, judged anew. */
  setOverride(override: boolean, kept: Kept): void;
  run(kept: Kept): void;
  /** what is booked stays */
  stop(): void;
  restart(): void;
}

export function useBulk(): BulkWork {
  const { step, show: setStep, choose, goOn, restart } = useUnderWay<OwnStep>();
  const [override, setOverride] = useState(false);
  return {
    step,
    override,
    restart,
    choose(file) {
      setOverride(false);
      choose(file, async (kept, onShare) => ({
        is: 'looked',
        ...kept,
        preview: await judgeBookings(kept.id, { override: false, onShare }),
      }));
    },
    setOverride(next, { name, id }) {
      setOverride(next);
      goOn(null, async (show) => {
        show({ is: 'checking', name, share: null });
        const onShare = (share: Share | null) => show({ is: 'checking', name, share });
        return { is: 'looked', name, id, preview: await judgeBookings(id, { override: next, onShare }) };
      });
    },
    run: ({ name, id }) =>
      goOn({ name, id }, async (show) => {
        show({ is: 'writing', name, id, share: null, stopping: false });
        const onShare = (share: Share | null) => show((now) => (now.is === 'writing' ? { ...now, share } : now));
        return { is: 'done', name, id, manifest: await bookRows(id, { override, onShare }) };
      }),
    stop() {
      if (step.is !== 'writing') return;
      stopBooking(step.id);
      setStep({ ...step, stopping: true });
    },
  };
}
