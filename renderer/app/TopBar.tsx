import { useEffect, useState } from 'react';
import type { FrameSlots } from '../components/frameSlots.ts';

export function TopBar({ onSlots }: { onSlots: (slots: FrameSlots) => void }) {
  const [title, setTitle] = useState<HTMLElement | null>(null);
  const [actions, setActions] = useState<HTMLElement | null>(null);
  useEffect(() => onSlots({ title, actions }), [onSlots, title, actions]);
  return (
    <header style={{ gridArea: 'bar', display: 'flex', justifyContent: 'space-between' }}>
      <div ref={setTitle} />
      <div ref={setActions} />
    </header>
  );
}
