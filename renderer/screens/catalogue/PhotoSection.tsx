import { Button, FileButton, Loader } from '@mantine/core';
import { IconPhotoPlus, IconTrash } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import type { Photo } from '#core/domains/catalog/model.ts';
import { runCommand } from '../../bridge/ask.ts';
import { IconAction } from '../../components/IconAction.tsx';
import { toast } from '../../components/toasts.ts';
import classes from './catalogue.module.css';
import { Section, type SectionProps } from './EditorSections.tsx';
import { PhotoProblem, photoUrl, shrinkPhoto } from './photo.ts';
import type { PendingPhoto } from './useEditor.ts';

const MAX_PHOTOS = 12;
const accept = 'image/webp,image/jpeg,image/png,image/avif,image/gif';

/** Photos are saved as soon as they are dropped; a new offering's wait for its first save. */
export function PhotoSection({ editor, readOnly }: SectionProps) {
  const { offering, values, pendingPhotos, setPendingPhotos } = editor;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const shown: (Photo | (PendingPhoto & { id: string }))[] = offering
    ? offering.photos
    : pendingPhotos.map((photo, index) => ({ ...photo, id: String(index) }));

  const add = async (files: readonly File[]) => {
    setBusy(true);
    setProblem(null);
    try {
      const room = Math.max(0, MAX_PHOTOS - shown.length);
      const small: PendingPhoto[] = [];
      for (const file of files.slice(0, room)) small.push({ ...(await shrinkPhoto(file)), alt: values.title });
      if (offering) for (const photo of small) await runCommand('catalog.addPhoto', { offeringId: offering.id, ...photo });
      else setPendingPhotos([...pendingPhotos, ...small]);
    } catch (cause) {
      if (cause instanceof PhotoProblem) setProblem(cause.message);
      else toast.problem(cause);
    } finally {
      setBusy(false);
    }
  };

  const remove = async (photo: Photo | (PendingPhoto & { id: string })) => {
    if (!offering) {
      setPendingPhotos(pendingPhotos.filter((_, index) => String(index) !== photo.id));
      return;
    }
    try {
      await runCommand('catalog.removePhoto', { photoId: photo.id });
      const { mediaType, base64, alt } = photo;
      toast.ok('Photo removed', {
        undo: () => runCommand('catalog.addPhoto', { offeringId: offering.id, mediaType, base64, alt }).catch(toast.problem),
      });
    } catch (cause) {
      toast.problem(cause);
    }
  };

  return (
    <Section title="Photos" help="The first one is the cover.">
      <DropZone small={shown.length > 0} hidden={readOnly} busy={busy} onFiles={(files) => void add(files)}>
        {shown.map((photo, index) => (
          <figure key={photo.id} className={classes.photo} style={{ margin: 0 }}>
            <img src={photoUrl(photo)} alt={photo.alt || values.title} />
            {index === 0 && <figcaption className={classes.photoFlag}>Cover</figcaption>}
            {!readOnly && (
              <div className={classes.photoTools}>
                <IconAction icon={IconTrash} label="Remove photo" variant="default" onClick={() => void remove(photo)} />
              </div>
            )}
          </figure>
        ))}
      </DropZone>
      {readOnly && shown.length === 0 && <p className={classes.plain}>No photo yet.</p>}
      {problem && (
        <p role="alert" style={{ margin: '8px 0 0', fontSize: 12, color: 'var(--sk-danger)' }}>
          {problem}
        </p>
      )}
    </Section>
  );
}

function DropZone({
  small,
  hidden,
  busy,
  onFiles,
  children,
}: {
  small: boolean;
  hidden: boolean;
  busy: boolean;
  onFiles: (files: File[]) => void;
  children: React.ReactNode;
}) {
  const [over, setOver] = useState(false);
  const drop = {
    'data-over': over || undefined,
    onDragOver: (at: DragEvent) => {
      at.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (at: DragEvent) => {
      at.preventDefault();
      setOver(false);
      onFiles([...at.dataTransfer.files].filter((file) => file.type.startsWith('image/')));
    },
  };
  const chooser = (
    <FileButton accept={accept} multiple onChange={onFiles} inputProps={{ 'aria-label': 'Choose photos' }}>
      {(props) => (
        <Button {...props} size="xs" variant="default" leftSection={<IconPhotoPlus size={14} stroke={1.5} />}>
          Choose
        </Button>
      )}
    </FileButton>
  );
  if (small)
    return (
      <div className={classes.photos}>
        {children}
        {!hidden && (
          // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- a place to drop; the button inside does the same
          <div className={`${classes.drop} ${classes.addPhoto}`} {...drop}>
            {busy ? <Loader size="xs" /> : chooser}
          </div>
        )}
      </div>
    );
  if (hidden) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- a place to drop; the button inside does the same
    <div className={classes.drop} {...drop}>
      {busy ? <Loader size="sm" /> : <span>Drop photos here, or</span>}
      {!busy && chooser}
    </div>
  );
}
