import { createContext } from 'react';

/** The places of the top bar that a screen fills. Null until the frame stands. */
export interface FrameSlots {
  title: HTMLElement | null;
  actions: HTMLElement | null;
}

export const FrameSlotsContext = createContext<FrameSlots>({ title: null, actions: null });
