type Disputing = typeof import('./dispute.tsx');

/** What went wrong with a booking, and what is said about it. In a file of its own, for hardly anybody needs it. */
export let disputing: Disputing | null = null;

export async function withDispute(needed: boolean): Promise<void> {
  if (needed) disputing ??= await import('./dispute.tsx');
}
