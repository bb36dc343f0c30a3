/** Evidence in words: what a piece of it is, and why a file was not taken; and who keeps it. */
import type { Evidence, EvidenceKind } from '#core/domains/bookings/model.ts';
import type { EvidenceSubject } from '#core/engine/bridge.ts';
import type { BridgeFailure } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { locale } from '../../components/locale.ts';

const kindWords: Record<EvidenceKind, string> = {
  screenshot: 'Screenshot',
  dom_snapshot: 'Saved page',
  pdf: 'PDF',
  file: 'File',
  link: 'Link',
};

const mediaWords: Record<string, string> = {
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/webp': 'WebP',
  'image/gif': 'GIF',
  'text/plain': 'Text',
};

/** `184 kB`, `2.1 MB`; nothing is less than one */
function sizeWords(bytes: number): string {
  const unit = bytes < 1_000_000 ? 'kilobyte' : 'megabyte';
  const value = Math.max(1, bytes / (unit === 'kilobyte' ? 1_000 : 1_000_000));
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 }).format(
    value,
  );
}

/** What it is, in a word or two: `PNG · 184 kB`, `portal.example`. */
export function factsOf({ kind, url, file }: Pick<Evidence, 'kind' | 'url' | 'file'>): string {
  if (file === null) return URL.parse(url ?? '')?.host ?? kindWords[kind];
  const word = kind === 'file' ? (mediaWords[file.mediaType] ?? kindWords[kind]) : kindWords[kind];
  return `${word} · ${sizeWords(file.size)}`;
}

/** An address as people paste it: without its scheme it is a web page. */
export function addressIn(typed: string): string | null {
  const text = typed.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
  return url !== null && /^https?:$/.test(url.protocol) && url.host.includes('.') ? url.href : null;
}

/** Whose questions and commands they are. */
export const domainOf = (subject: EvidenceSubject): 'bookings' | 'disputes' => ('disputeId' in subject ? 'disputes' : 'bookings');

export const accepted = 'image/png,image/jpeg,image/webp,image/gif,application/pdf,text/plain,text/html,.log,.csv,.htm';

export function problemWith(name: string, failure: BridgeFailure): string {
  switch (failure.code) {
    case 'unsupported_media_type':
      return `“${name}” is no picture (PNG, JPEG, WebP, GIF), PDF, text or saved page.`;
    case 'payload_too_large':
      return `“${name}” is too large: a file may have up to 25 MB.`;
    case 'in_use':
      return 'There is room for 100 pieces of evidence, and these are 100 already.';
    default:
      return sentenceOf(failure);
  }
}
