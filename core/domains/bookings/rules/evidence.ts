/** Which kind of evidence a file may be: by what it is, never by what it is called. */
import { refuse } from '../../../base/refusal.ts';
import type { EvidenceKind, EvidenceMediaType } from '../model.ts';

const kindsOf: Readonly<Record<EvidenceMediaType, readonly [EvidenceKind, ...EvidenceKind[]]>> = {
  'image/png': ['file', 'screenshot'],
  'image/jpeg': ['file', 'screenshot'],
  'image/webp': ['file', 'screenshot'],
  'image/gif': ['file', 'screenshot'],
  'application/pdf': ['pdf', 'file'],
  'text/plain': ['file'],
  'text/html': ['dom_snapshot'],
};

/** Of a link there is no file. @throws Refusal `invalid_request` {issues: [{path: kind}]} */
export function evidenceKindOf(mediaType: EvidenceMediaType, wished: EvidenceKind | undefined): EvidenceKind {
  const kinds = kindsOf[mediaType];
  if (wished === undefined) return kinds[0];
  if (kinds.includes(wished)) return wished;
  return refuse('invalid_request', { issues: [{ path: 'kind', expected: `${kinds.join(' or ')}: the file is ${mediaType}` }] });
}

/** More of one thing are no proof but a store of files. */
export const MOST_EVIDENCE = 100;
