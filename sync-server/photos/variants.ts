/** A photo in the width of the place where it is shown: made when it is first asked for, and kept. */
import { and, eq, notExists, sql } from 'drizzle-orm';
import type { WorkDb } from '#core/data/database.ts';
import type { Photo } from '#core/domains/catalog/model.ts';
import { photos, photoVariants } from '#core/domains/catalog/tables.ts';
import type { Engine } from '#core/engine/engine.ts';
import { MOST_PIXELS, SECONDS, withSharp } from './sharp.ts';

export const variantWidths = [320, 640, 960, 1_280] as const;
export type VariantWidth = (typeof variantWidths)[number];

type Picture = Pick<Photo, 'mediaType' | 'base64'>;

/** Kept in place of a picture: the photo itself is shown, and nobody tries again. */
const AS_IT_IS: Picture = { mediaType: '', base64: '' };

interface Wanted {
  readonly tenantId: string;
  readonly photo: Photo;
  readonly width: VariantWidth;
}

export interface PhotoVariants {
  /** Not wider than `width`; the photo itself where it is no wider. */
  of(wanted: Wanted): Promise<Picture>;
}

/** undefined: it is no wider, or bytes that cannot be drawn; what a desktop stored goes out as it is. */
async function narrowed(base64: string, width: VariantWidth): Promise<Picture | undefined> {
  const bytes = Buffer.from(base64, 'base64');
  return withSharp(async (open) => {
    const options = { limitInputPixels: MOST_PIXELS, autoOrient: true };
    const { autoOrient } = await open(bytes, options).metadata();
    if (autoOrient.width <= width) return undefined;
    const webp = await open(bytes, options).timeout({ seconds: SECONDS }).resize({ width }).webp({ quality: 76 }).toBuffer();
    return { mediaType: 'image/webp', base64: webp.toString('base64') };
  }).catch(() => undefined);
}

export function photoVariantsOf({ database, clock }: Pick<Engine, 'database' | 'clock'>): PhotoVariants {
  const underWay = new Map<string, Promise<Picture>>();

  async function kept(tenantId: string, id: string): Promise<Picture | undefined> {
    const [row] = await database.across(async (db) =>
      db
        .select({ mediaType: photoVariants.mediaType, base64: photoVariants.base64 })
        .from(photoVariants)
        .where(and(eq(photoVariants.tenantId, tenantId), eq(photoVariants.id, id))),
    );
    return row;
  }

  async function make({ tenantId, photo, width }: Wanted, id: string): Promise<Picture> {
    const made = (await narrowed(photo.base64, width)) ?? AS_IT_IS;
    const row = { tenantId, id, photoId: photo.id, ...made, createdAt: clock.now() };
    // Another process may have made it at the same time: theirs is as good.
    await database.work(async (db) => {
      await db
        .insert(photoVariants)
        .values(row)
        .onConflictDoNothing({ target: [photoVariants.tenantId, photoVariants.id] });
    });
    return made.base64 === '' ? photo : made;
  }

  return {
    async of(wanted) {
      const { tenantId, photo, width } = wanted;
      const id = `${photo.id}-${width}`;
      const name = `${tenantId}/${id}`;
      const running = underWay.get(name);
      if (running !== undefined) return running;
      const turn = (async () => {
        const before = await kept(tenantId, id);
        if (before === undefined) return make(wanted, id);
        return before.base64 === '' ? photo : before;
      })();
      underWay.set(name, turn);
      try {
        return await turn;
      } finally {
        underWay.delete(name);
      }
    },
  };
}

/** What is left of photos that are gone. */
export async function sweepVariants(db: WorkDb): Promise<void> {
  const photo = db
    .select({ one: sql`1` })
    .from(photos)
    .where(and(eq(photos.tenantId, photoVariants.tenantId), eq(photos.id, photoVariants.photoId)));
  await db.delete(photoVariants).where(notExists(photo));
}
