import { IconPhoto } from '@tabler/icons-react';
import type { Photo } from '#core/domains/catalog/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import classes from './catalogue.module.css';
import { photoUrl } from './photo.ts';

/** A thumbnail; where there is no photo, the offering's colour stands in. */
export function OfferingPhoto({ photoId, color }: { photoId: string | null; color: string }) {
  const { data } = useAsk<Photo>('catalog.photo', { photoId }, { enabled: photoId !== null, tables: ['photos'], keep: false });
  if (photoId !== null && data) return <img className={classes.thumb} src={photoUrl(data)} alt="" />;
  return (
    <span className={classes.thumb} style={{ background: `color-mix(in srgb, ${color} 14%, var(--sk-surface))`, color }} aria-hidden>
      <IconPhoto size={16} stroke={1.5} />
    </span>
  );
}
