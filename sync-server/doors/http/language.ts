import type { FastifyRequest } from 'fastify';
import { mailLocales } from '#core/domains/notifications/model.ts';

interface Preference {
  readonly tag: string;
  readonly weight: number;
}

function preferenceOf(part: string): Preference[] {
  const [tag = '', ...rest] = part.split(';').map((piece) => piece.trim());
  const said = rest.find((piece) => piece.startsWith('q='));
  const weight = said === undefined ? 1 : Number(said.slice(2));
  if (tag === '' || tag === '*' || tag.length > 35 || !(weight > 0)) return [];
  try {
    return [{ tag: new Intl.Locale(tag).toString(), weight }];
  } catch {
    return [];
  }
}

/** The best of an `Accept-Language` header: of the languages that we write, else whichever comes first. */
export function bestLanguage(header: string | undefined): string | undefined {
  const wanted = (header ?? '').slice(0, 500).split(',').flatMap(preferenceOf);
  const inOrder = wanted.toSorted((a, b) => b.weight - a.weight).map(({ tag }) => tag);
  return inOrder.find((tag) => mailLocales.some((one) => tag.split('-')[0] === one)) ?? inOrder[0];
}

/** Of whoever asks, as a BCP 47 tag; undefined where they do not say. */
export const languageOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined => bestLanguage(headers['accept-language']);
