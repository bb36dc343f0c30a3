import type { ImportPreview } from '#core/engine/bridge.ts';
import type { Share } from '../../../bridge/data.ts';
import { bringIn, lookThrough } from '../../../bridge/imports.ts';
import { type Kept, type SharedStep, useUnderWay } from './useUnderWay.ts';

/** Chosen, looked through, put in; or what went wrong on the way. */
type OwnStep =
  | ({ readonly is: 'looked'; readonly preview: ImportPreview } & Kept)
  | { readonly is: 'writing'; readonly name: string; readonly share: Share | null }
  | { readonly is: 'done'; readonly created: number; readonly changed: number };

export interface Import {
  readonly step: SharedStep | OwnStep;
  choose(file: File): void;
  run(kept: Kept): void;
  /** back to the choice of a file; what is under way is called off */
  restart(): void;
}

export function useImport(): Import {
  const { step, choose, goOn, restart } = useUnderWay<OwnStep>();
  return {
    step,
    restart,
    choose: (file) => choose(file, async (kept, onShare) => ({ is: 'looked', ...kept, preview: await lookThrough(kept.id, onShare) })),
    run: ({ name, id }) =>
      goOn({ name, id }, async (show) => {
        show({ is: 'writing', name, share: null });
        const end = await bringIn(id, (share) => show({ is: 'writing', name, share }));
        return 'imported' in end
          ? { is: 'done', created: end.imported, changed: end.changed }
          : { is: 'looked', name, id, preview: end.preview };
      }),
  };
}
