/** What a file is, by its first bytes: what a request says of it is only held to it. Nothing is decoded or unpacked. */
import type { EvidenceMediaType } from '#core/domains/bookings/model.ts';

/** enough for every rule */
export const SNIFFED_BYTES = 4_096;

const starts = (bytes: Buffer, text: string, at = 0): boolean => bytes.toString('latin1', at, at + text.length) === text;

const marks: readonly (readonly [EvidenceMediaType, (head: Buffer) => boolean])[] = [
  ['image/png', (head) => starts(head, '\x89PNG\r\n\x1a\n')],
  ['image/jpeg', (head) => starts(head, '\xff\xd8\xff')],
  ['image/gif', (head) => starts(head, 'GIF87a') || starts(head, 'GIF89a')],
  ['image/webp', (head) => starts(head, 'RIFF') && starts(head, 'WEBP', 8)],
  ['application/pdf', (head) => starts(head, '%PDF-')],
];

/** No control characters but tabs, line ends, form feeds and escapes of a terminal. */
const isPlain = (text: string): boolean => !/[\p{Cc}&&[^\t\n\f\r\x80-\x9f]]/v.test(text.replaceAll('\u001B', ''));

/** A page may begin with comments and processing instructions. */
const page = /^\s*(?:<!--[^]*?-->\s*|<\?[^]*?\?>\s*)*<(?:!doctype\s+html|html|head|body)\b/i;

/** A character that the head cuts in two is none of its faults. */
function textOf(head: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return undefined;
  }
}

/** undefined: something else, or nothing at all */
export function sniff(head: Buffer): EvidenceMediaType | undefined {
  const marked = marks.find(([, matches]) => matches(head));
  if (marked !== undefined) return marked[0];
  const text = textOf(head);
  if (text === undefined || text === '' || !isPlain(text)) return undefined;
  return page.test(text) ? 'text/html' : 'text/plain';
}
