/** Answers that were begun and not sent: they are there again when the thread is opened anew, for as long as the console is open. */
const drafts = new Map<string, string>();

export const draftOf = (disputeId: string): string => drafts.get(disputeId) ?? '';

export function keepDraft(disputeId: string, text: string): void {
  if (text === '') drafts.delete(disputeId);
  else drafts.set(disputeId, text);
}
