/** A letter before it is written out: paragraphs, a table, links. Both forms are made of the same, so that they say the same. */
import type { Letter } from '../model.ts';
import type { Tongue } from './language.ts';

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** Text as it is, or a link within a sentence. */
export type Run = string | Link;

export type Line = readonly [label: string, value: string];

export interface Sheet {
  readonly subject: string;
  readonly tongue: Tongue;
  /** of lines, of runs */
  readonly paragraphs: readonly (readonly (readonly Run[])[])[];
  readonly lines: readonly Line[];
  /** the first as a button */
  readonly links: readonly Link[];
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? char);

/** Without what would end a header's line. */
const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();

export function writtenOut(sheet: Sheet): Letter {
  return { subject: oneLine(sheet.subject), text: textOf(sheet), html: htmlOf(sheet) };
}

const plain = (run: Run): string => (typeof run === 'string' ? run : run.url);

function textOf({ paragraphs, lines, links }: Sheet): string {
  return [
    ...paragraphs.flatMap((paragraph) => [...paragraph.map((line) => line.map(plain).join('')), '']),
    ...(lines.length === 0 ? [] : [...lines.map(([label, value]) => (label === '' ? `  ${value}` : `${label}: ${value}`)), '']),
    ...(links.length === 0 ? [] : [...links.map(({ label, url }) => `${label}: ${url}`), '']),
  ].join('\n');
}

const anchor = ({ label, url }: Link, style = ''): string =>
  `<a href="${escapeHtml(url)}"${style === '' ? '' : ` style="${style}"`}>${escapeHtml(label)}</a>`;

const marked = (run: Run): string => (typeof run === 'string' ? escapeHtml(run) : anchor(run));

// No colour of text or ground: who reads in the dark has their own. The button has both, and an edge that shows on either.
const BODY = 'font:16px/1.5 system-ui,sans-serif;max-width:560px;margin:24px';
const LABEL = 'padding:4px 0;padding-inline-end:16px;opacity:.72;vertical-align:top;white-space:nowrap';
const BUTTON =
  'display:inline-block;padding:12px 20px;border:1px solid #6b7280;border-radius:10px;background:#1f2937;color:#ffffff;font-weight:600;text-decoration:none';

function htmlOf({ subject, tongue, paragraphs, lines, links }: Sheet): string {
  const { locale, dir } = tongue;
  const paragraph = (of: readonly (readonly Run[])[]) => `<p>${of.map((line) => line.map(marked).join('')).join('<br>')}</p>`;
  const row = ([label, value]: Line) =>
    `<tr><td style="${LABEL}">${escapeHtml(label)}</td><td style="padding:4px 0">${escapeHtml(value)}</td></tr>`;
  const [first, ...others] = links;
  return [
    `<!doctype html><html lang="${escapeHtml(locale)}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<style>:root{color-scheme:light dark;supported-color-schemes:light dark}</style><title>${escapeHtml(oneLine(subject))}</title></head>`,
    `<body dir="${dir}" style="${BODY}">`,
    ...paragraphs.map(paragraph),
    lines.length === 0 ? '' : `<table style="border-collapse:collapse;margin:16px 0">${lines.map(row).join('')}</table>`,
    first === undefined ? '' : `<p style="margin:16px 0">${anchor(first, BUTTON)}</p>`,
    ...others.map((link) => `<p style="margin:8px 0">${anchor(link)}</p>`),
    '</body></html>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}
