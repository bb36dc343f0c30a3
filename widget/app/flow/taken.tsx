import { Notice } from '../parts/notice.tsx';
import type { Offering, Slot } from '../storefront.ts';
import { words } from '../words.ts';
import { SlotButton } from './slot-button.tsx';
import type { Conflict } from './use-flow.ts';

interface Props {
  offering: Offering;
  conflict: Conflict;
  sentence: string;
  onPick(slot: Slot): void;
}

/** Somebody was faster: said at once, with the nearest free times a tap away. */
export function Taken({ offering, conflict, sentence, onPick }: Props) {
  const { nearest } = conflict;
  return (
    <Notice>
      <p>
        {sentence} {nearest.length > 0 && words.nearest}
      </p>
      <div class="grid near">
        {nearest.map((slot) => (
          <SlotButton key={slot.startsAt} {...{ offering, slot, onPick }} dated />
        ))}
      </div>
    </Notice>
  );
}
