import { Button, FileButton, Loader } from '@mantine/core';
import { IconPhotoPlus } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { runCommand } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';
import classes from './catalogue.module.css';
import { Section, type SectionProps } from './Section.tsx';
import { PhotoProblem, shrinkPhoto } from './photo.ts';
import { AltNudge, PhotoGrid, type ShownPhoto as Shown } from './PhotoGrid.tsx';
import type { PendingPhoto } from './useEditor.ts';
import { usePlaced } from './usePlaced.ts';

const MAX_PHOTOS = 12;
const accept = 'image/webp,image/jpeg,image/png,image/avif,image/gif';

/** Photos are saved as soon as they are dropped; a new offering's wait for its first save. */
export function PhotoSection({ editor, readOnly }: SectionProps) {
  const { offering, pendingPhotos, setPendingPhotos } = editor;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const placed = usePlaced<Shown>(offering ? offering.photos : pendingPhotos.map((photo, index) => ({ ...photo, id: String(index) })));
  const shown = placed.list;

  const add = async (files: readonly File[]) => {
    setBusy(true);
    setProblem(null);
    try {
      const room = Math.max(0, MAX_PHOTOS - shown.length);
      if (files.length > room) setProblem(`An offering holds ${MAX_PHOTOS} photos: ${files.length - room} of these stayed out.`);
      const small: PendingPhoto[] = [];
      for (const file of files.slice(0, room)) small.push({ ...(await shrinkPhoto(file)), alt: '' });
      if (offering) for (const photo of small) await runCommand('catalog.addPhoto', { offeringId: offering.id, ...photo });
      else setPendingPhotos([...pendingPhotos, ...small]);
    } catch (cause) {
      if (cause instanceof PhotoProblem) setProblem(cause.message);
      else toast.problem(cause);
    } finally {
      setBusy(false);
    }
  };

  const remove = async (photo: Shown) => {
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

  const reorder = (photos: Shown[]) => {
    if (!offering) {
      setPendingPhotos(photos.map(withoutId));
      return;
    }
    placed.place(photos, (photoIds) => runCommand('catalog.orderPhotos', { offeringId: offering.id, photoIds }));
  };

  const describe = (photo: Shown, alt: string) => {
    if (!offering) setPendingPhotos(pendingPhotos.map((each, index) => (String(index) === photo.id ? { ...each, alt } : each)));
    else runCommand('catalog.updatePhoto', { photoId: photo.id, changes: { alt }, seen: { alt: photo.alt } }).catch(toast.problem);
  };

  return (
    <Section title="Photos" help="The first one is the cover.">
      <DropZone small={shown.length > 0} hidden={readOnly} busy={busy} onFiles={(files) => void add(files)}>
        <PhotoGrid photos={shown} readOnly={readOnly} onRemove={(photo) => void remove(photo)} onOrder={reorder} onAlt={describe} />
      </DropZone>
      {!readOnly && <AltNudge photos={shown} />}
      {readOnly && shown.length === 0 && <p className={classes.plain}>No photo yet.</p>}
      {problem && (
        <p role="alert" style={{ margin: '8px 0 0', fontSize: 12, color: 'var(--sk-danger)' }}>
          {problem}
        </p>
      )}
    </Section>
  );
}

const withoutId = ({ mediaType, base64, alt }: Shown): PendingPhoto => ({ mediaType: mediaType as PendingPhoto['mediaType'], base64, alt });

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
      <div className={classes.photos} data-reorder>
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
