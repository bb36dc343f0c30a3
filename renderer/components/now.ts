let aheadMs = 0;
const listeners = new Set<() => void>();

/** epoch ms, as the business has it: in the sandbox its clock may be ahead of the computer's. */
export const now = (): number => Date.now() + aheadMs;

export function setAhead(ms: number): void {
  if (ms === aheadMs) return;
  aheadMs = ms;
  for (const listener of listeners) listener();
}

/** Called when the clock jumps. @returns how to stop listening */
export function onJump(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
