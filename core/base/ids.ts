import { sha256 } from '@noble/hashes/sha2.js';

/** Crockford's base32 in lower case: no i, l, o, u, so that an id survives being read aloud. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const BODY_LENGTH = 20;

export const ID_BODY = new RegExp(`^[${ALPHABET}]{${BODY_LENGTH}}$`);

/** 100 bits of the bytes as 20 characters, or less where less is asked for: five bits each. */
export function idBody(bytes: Uint8Array, length = BODY_LENGTH): string {
  let body = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5 && body.length < length) {
      bits -= 5;
      body += ALPHABET.charAt((value >>> bits) & 31);
    }
  }
  return body;
}

function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  while (length < text.length && text.charCodeAt(length) < 0x80) bytes[length] = text.charCodeAt(length++);
  return length === text.length ? bytes.subarray(0, length) : utf8Of(text, bytes);
}

function utf8Of(text: string, bytes: Uint8Array): Uint8Array {
  let length = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes[length++] = code;
    else if (code < 0x800) {
      bytes[length++] = 0xc0 | (code >> 6);
      bytes[length++] = 0x80 | (code & 0x3f);
    } else if (code < 0x10000) {
      bytes[length++] = 0xe0 | (code >> 12);
      bytes[length++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[length++] = 0x80 | (code & 0x3f);
    } else {
      bytes[length++] = 0xf0 | (code >> 18);
      bytes[length++] = 0x80 | ((code >> 12) & 0x3f);
      bytes[length++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[length++] = 0x80 | (code & 0x3f);
    }
  }
  return bytes.subarray(0, length);
}

/** The same text gives the same 100 bits on every device: what makes ids equal on the desktop, in each rebase and on the server. */
export function derivedBody(text: string): string {
  return idBody(sha256(utf8(text)));
}

/** 45 bits of epoch milliseconds, enough until the year 3084. */
export const TIME_LENGTH = 9;

/** A body that begins with the instant (epoch ms) at which it is made: in every index the rows of one day then lie side by side. */
export function timedBody(at: number, bytes: Uint8Array): string {
  let time = '';
  for (let left = at; time.length < TIME_LENGTH; left = Math.floor(left / 32)) time = ALPHABET.charAt(left % 32) + time;
  return time + idBody(bytes).slice(TIME_LENGTH);
}

/** The instant (epoch ms) that such a body begins with. */
export function instantIn(body: string): number {
  let at = 0;
  for (const letter of body.slice(0, TIME_LENGTH)) at = at * 32 + ALPHABET.indexOf(letter);
  return at;
}

/** The same text and instant (epoch ms) give the same body, which begins with the instant. */
export const derivedBodyAt = (at: number, text: string): string => timedBody(at, sha256(utf8(text)));

export type Prefix =
  | 'tnt'
  | 'off'
  | 'bkg'
  | 'bki'
  | 'cus'
  | 'cpn'
  | 'rev'
  | 'dsp'
  | 'msg'
  | 'key'
  | 'whk'
  | 'dlv'
  | 'evt'
  | 'hld'
  | 'ord'
  | 'res'
  | 'mbr'
  | 'cmd'
  | 'dev'
  | 'exc'
  | 'rul'
  | 'occ'
  | 'pho'
  | 'loc'
  | 'ntf'
  | 'fed'
  | 'mai'
  | 'pol'
  | 'cat'
  | 'ptp'
  | 'prl'
  | 'sub'
  | 'ser'
  | 'wtl'
  | 'xcl'
  | 'pay'
  | 'rfd'
  | 'lgr'
  | 'pvc'
  | 'rdm'
  | 'evd';

/** Ids of one command: (command, prefix, how many of that prefix so far) → id. They begin as the command's own does. */
export function idSource(commandId: string): (prefix: Prefix) => string {
  const body = commandId.slice(commandId.indexOf('_') + 1);
  const time = ID_BODY.test(body) ? body.slice(0, TIME_LENGTH) : '';
  const counts = new Map<Prefix, number>();
  let seed: DataView | undefined;
  return (prefix) => {
    const count = counts.get(prefix) ?? 0;
    counts.set(prefix, count + 1);
    // One hash for the whole command: to make it is most of what an id costs.
    seed ??= new DataView(sha256(utf8(commandId)).buffer);
    return `${prefix}_${time}${scattered(seed, { place: placeOf(prefix, count), length: BODY_LENGTH - time.length })}`;
  };
}

/** Another number for each prefix and count. */
function placeOf(prefix: Prefix, count: number): number {
  const letter = (i: number): number => prefix.charCodeAt(i) - 0x61;
  return (letter(0) * 26 + letter(1)) * 26 + letter(2) + count * 26 ** 3;
}

const WORD_CHARACTERS = 6;
/** Odd, so that no two places are led to the same word. */
const STEP = 0x9e3779b1;

/** Characters of the seed's words, each moved on by the place and mixed so that every bit of it tells in every bit (MurmurHash3's last step). */
function scattered(seed: DataView, { place, length }: { place: number; length: number }): string {
  let text = '';
  for (let at = 0; text.length < length; at += 4) {
    let word = (seed.getUint32(at) + Math.imul(place, STEP)) >>> 0;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    word ^= word >>> 16;
    for (let i = 0; i < WORD_CHARACTERS && text.length < length; i++, word >>>= 5) text += ALPHABET.charAt(word & 31);
  }
  return text;
}

/** Six characters that a customer can read over the phone; derived, so that every replay gives the same. */
export function confirmationCodeOf(bookingId: string): string {
  return derivedBody(`code/${bookingId}`).slice(0, 6).toUpperCase();
}
