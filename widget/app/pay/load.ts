type Paying = typeof import('./paying.tsx');

/** What comes last: the payment, and the confirmation. In a file of its own, for nobody needs it before a time is chosen. */
export let paying: Paying | null = null;

export async function withPaying(needed: boolean): Promise<void> {
  if (needed) paying ??= await import('./paying.tsx');
}
