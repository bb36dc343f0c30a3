import { TextInput } from '@mantine/core';
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { IconAction } from '../../components/IconAction.tsx';
import classes from './catalogue.module.css';
import { Handle } from './Handle.tsx';
import { photoUrl } from './photo.ts';
import { useReorder } from './reorder.ts';

export interface ShownPhoto {
  id: string;
  mediaType: string;
  base64: string;
  alt: string;
}

interface Props<P extends ShownPhoto> {
  photos: readonly P[];
  readOnly: boolean;
  onRemove: (photo: P) => void;
  onOrder: (photos: P[]) => void;
  onAlt: (photo: P, alt: string) => void;
}

/** The photos in their order, each with the words for who can't see it. */
export function PhotoGrid<P extends ShownPhoto>({ photos, readOnly, onRemove, onOrder, onAlt }: Props<P>) {
  const reorder = useReorder(photos, onOrder);
  return reorder.shown.map(({ one: photo, index }, place) => (
    // oxlint-disable-next-line react/no-array-index-key -- a handle that is held stays while the photos change places
    <figure key={place} className={classes.figure} {...reorder.item(place)}>
      <div className={classes.photo}>
        <img src={photoUrl(photo)} alt={photo.alt} draggable={false} />
        {place === 0 && <span className={classes.photoFlag}>Cover</span>}
        {!readOnly && (
          <div className={classes.photoTools}>
            {photos.length > 1 ? <Handle raised name={`photo ${index + 1}`} reorder={reorder} place={place} /> : <span />}
            <IconAction icon={IconTrash} label={`Remove photo ${index + 1}`} variant="default" onClick={() => onRemove(photo)} />
          </div>
        )}
      </div>
      {!readOnly && <AltField key={photo.id} photo={photo} name={`What photo ${index + 1} shows`} onAlt={(alt) => onAlt(photo, alt)} />}
    </figure>
  ));
}

/** Saved when it is left, as photos are saved when they are dropped. */
function AltField({ photo, name, onAlt }: { photo: ShownPhoto; name: string; onAlt: (alt: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const settle = () => {
    if (typed !== null && typed.trim() !== photo.alt) onAlt(typed.trim());
    setTyped(null);
  };
  return (
    <TextInput
      size="xs"
      aria-label={name}
      placeholder="What does it show?"
      maxLength={200}
      value={typed ?? photo.alt}
      rightSection={
        (typed ?? photo.alt) === '' ? <IconAlertTriangle size={14} stroke={1.5} color="var(--status-pending-text)" aria-hidden /> : null
      }
      rightSectionPointerEvents="none"
      onChange={(at) => setTyped(at.currentTarget.value)}
      onBlur={settle}
      onKeyDown={(at) => {
        if (at.key !== 'Enter') return;
        at.preventDefault();
        settle();
      }}
    />
  );
}

/** Under the photos, while some have no words. */
export function AltNudge({ photos }: { photos: readonly ShownPhoto[] }) {
  const silent = photos.filter(({ alt }) => alt === '').length;
  if (silent === 0) return null;
  return (
    <p className={classes.nudge}>
      <IconAlertTriangle size={14} stroke={1.5} aria-hidden />
      {silent === 1 ? 'One photo says' : `${silent} photos say`} nothing to people who can’t see, nor to search engines. A few words are
      enough.
    </p>
  );
}
