/** What evidence is given as, and which kind of it a file may be: by what it is, never by what it is called. */
import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { idOf, isStorable, Name, Text } from '../../../contracts/fields.ts';
import { type EvidenceKind, evidenceKinds, type EvidenceMediaType, evidenceMediaTypes } from '../model.ts';

const EvidenceWords = z.strictObject({ name: Name(200), note: Text(2_000).default('') });

export const EvidenceLink = EvidenceWords.extend({
  kind: z.literal('link').default('link'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .refine(isStorable, 'expected an address'),
});

/** As the server stored it and found it to be; `sha256` as hex, `size` in bytes. */
export const EvidenceFile = EvidenceWords.extend({
  evidenceId: idOf('evd'),
  kind: z.enum(evidenceKinds).optional(),
  mediaType: z.enum(evidenceMediaTypes),
  size: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

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
