/** A photo made small enough to travel with the catalogue: at most 1200 px on a side and 400 kB of base64. */

export interface SmallPhoto {
  mediaType: 'image/webp' | 'image/jpeg';
  base64: string;
}

const MAX_SIDE_PX = 1_200;
const MAX_BASE64 = 400_000;
const QUALITIES = [0.86, 0.78, 0.68, 0.56, 0.44];

export class PhotoProblem extends Error {}

export async function shrinkPhoto(file: Blob): Promise<SmallPhoto> {
  const image = await createImageBitmap(file).catch(() => {
    throw new PhotoProblem('This file can’t be read as a picture. Use JPEG, PNG or WebP.');
  });
  try {
    for (const side of [MAX_SIDE_PX, 900, 600]) {
      for (const quality of QUALITIES) {
        const photo = await draw(image, side, quality);
        if (photo.base64.length <= MAX_BASE64) return photo;
      }
    }
  } finally {
    image.close();
  }
  throw new PhotoProblem('This picture stays too large. Choose a simpler one.');
}

async function draw(image: ImageBitmap, side: number, quality: number): Promise<SmallPhoto> {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await encoded(canvas, quality);
  return { mediaType: blob.type === 'image/webp' ? 'image/webp' : 'image/jpeg', base64: await base64Of(blob) };
}

/** Browsers that can't write WebP answer with a PNG: those get a JPEG. */
async function encoded(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  const as = (type: string) => new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
  const webp = await as('image/webp');
  if (webp?.type === 'image/webp') return webp;
  const jpeg = await as('image/jpeg');
  if (!jpeg) throw new PhotoProblem('This picture can’t be made smaller here.');
  return jpeg;
}

async function base64Of(blob: Blob): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(new PhotoProblem('The picture could not be read.')));
    reader.readAsDataURL(blob);
  });
  return url.slice(url.indexOf(',') + 1);
}

export function photoUrl(photo: { mediaType: string; base64: string }): string {
  return `data:${photo.mediaType};base64,${photo.base64}`;
}
