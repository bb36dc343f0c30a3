/** From what a camera made to what travels with the rows: upright, without a word about where it was taken, and small. */
import { refuse } from '#core/base/refusal.ts';
import { MOST_PIXELS, SECONDS, withSharp } from './sharp.ts';

/** the longer side, in pixels */
const LONGEST = 1_600;
/** of bytes, which are 400 kB of base64 */
const MOST_BYTES = 300_000;

/** From the best to the smallest: the first that is small enough is kept. */
const attempts = [
  { longest: LONGEST, quality: 82 },
  { longest: LONGEST, quality: 68 },
  { longest: 1_280, quality: 64 },
  { longest: 960, quality: 60 },
  { longest: 640, quality: 50 },
  { longest: 480, quality: 30 },
] as const;

export interface PreparedPhoto {
  readonly mediaType: 'image/webp';
  readonly base64: string;
}

const starts = (bytes: Buffer, text: string, at = 0): boolean => bytes.toString('latin1', at, at + text.length) === text;

/** By its first bytes: what a request says of itself is not asked. */
function isPhoto(bytes: Buffer): boolean {
  if (starts(bytes, '\xff\xd8\xff') || starts(bytes, '\x89PNG\r\n\x1a\n')) return true;
  if (starts(bytes, 'RIFF')) return starts(bytes, 'WEBP', 8);
  return starts(bytes, 'ftyp', 4) && /avi[fs]/.test(bytes.toString('latin1', 8, 64));
}

const notAPhoto = (expected: string): never => refuse('invalid_request', { issues: [{ path: '(body)', expected }] });

/**
 * WebP of at most 1600 pixels and 400 kB of base64, turned as its camera said, without any metadata. Of a moving picture the first frame.
 * @throws Refusal `invalid_request` {issues} for what is no photo, broken or too large
 */
export async function preparePhoto(bytes: Buffer): Promise<PreparedPhoto> {
  if (!isPhoto(bytes)) return notAPhoto('a photo: JPEG, PNG, WebP or AVIF');
  const drawn = await withSharp(async (open) => {
    const options = { limitInputPixels: MOST_PIXELS, failOn: 'error', autoOrient: true } as const;
    const { data, info } = await open(bytes, options)
      .timeout({ seconds: SECONDS })
      .resize({ width: LONGEST, height: LONGEST, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const raw = { width: info.width, height: info.height, channels: info.channels };
    for (const { longest, quality } of attempts) {
      const sized = open(data, { raw }).resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true });
      const webp = await sized.webp({ quality, effort: 2 }).toBuffer();
      if (webp.length <= MOST_BYTES) return webp;
    }
    return undefined;
  }).catch(() => notAPhoto(`an unbroken photo of at most ${MOST_PIXELS / 1_000_000} megapixels`));
  if (drawn === undefined) return notAPhoto('a photo that can be made smaller than 300 kB');
  return { mediaType: 'image/webp', base64: drawn.toString('base64') };
}
