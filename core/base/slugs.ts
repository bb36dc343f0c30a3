/**
 * A title as the address of a page. Latin letters are written plainly; those of other scripts stay as they are, as browsers and
 * search engines show them: to write 東京 in Latin letters one would have to know how it is read.
 */

/** Letters that have plain ones for them, though they are not made of them. */
const plainFor: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', ä: 'ae', ö: 'oe', ü: 'ue', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŋ: 'ng' },
};
const named = new RegExp(`[${Object.keys(plainFor).join('')}]`, 'gu');

const plainly = (letter: string): string => plainFor[letter] ?? letter;

/** A word of one begins with a letter or digit; capitals and what is only a sign are in none. */
export const slugPattern =
  /^[\p{Ll}\p{Lo}\p{Nd}][\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}]*(?:-[\p{Ll}\p{Lo}\p{Nd}][\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}]*)*$/u;

const LONGEST_STEM = 70;

/** `Ärzte & Co — Raum 2` → `aerzte-co-raum-2`, `Чай вдвоём` → `чай-вдвоём`. Empty where nothing of it is left. */
export function slugOf(title: string): string {
  const plain = title
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(named, plainly)
    .normalize('NFKD')
    .replaceAll(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .toLowerCase()
    // Of what was a letter and a mark, or a letter in another dress.
    .replaceAll(named, plainly)
    .normalize('NFC')
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}]+/gu, '-')
    .replaceAll(/(^|-)[\p{Lm}\p{M}]+/gu, '$1')
    .replaceAll(/-+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return stemOf(plain);
}

/** With room for a number behind it: no half of a letter, and no hyphen, at its end. */
export function stemOf(slug: string): string {
  return slug
    .slice(0, LONGEST_STEM)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/-+$/, '');
}

/** In Latin letters alone, as names of hosts and keys must be. */
export const asciiSlugOf = (title: string): string =>
  slugOf(title)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
