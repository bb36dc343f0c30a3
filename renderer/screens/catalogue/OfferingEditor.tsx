import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft, IconClock, IconDots, IconExternalLink, IconWorld } from '@tabler/icons-react';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Offering, Photo } from '#core/domains/catalog/model.ts';
import { useSession } from '../../bridge/ask.ts';
import { wordsOf } from '../../bridge/sentences.ts';
import { Answered } from '../../components/Answered.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { LeaveDialog } from '../../components/LeaveDialog.tsx';
import { Screen } from '../../components/Screen.tsx';
import { toast } from '../../components/toasts.ts';
import { managersOnly, useIsManager } from './access.ts';
import classes from './catalogue.module.css';
import { AttributesSection } from './AttributesSection.tsx';
import { BasicsSection } from './BasicsSection.tsx';
import { PlaceSection, PlanTimeSection, PriceSection, TimeSection } from './EditorSections.tsx';
import { Checklist, useMissing } from './Checklist.tsx';
import { MoreSection } from './MoreSections.tsx';
import { OfferingMoveItems } from './OfferingMoveItems.tsx';
import { OfferingStatusBadge } from './OfferingStatusBadge.tsx';
import { PhotoSection } from './PhotoSection.tsx';
import { PreviewCard } from './PreviewCard.tsx';
import { BookingSection, ResourcesSection } from './RulesSection.tsx';
import { usePageOf } from './page.ts';
import { type Editor, useEditor, useOffering } from './useEditor.ts';
import { useOfferingMoves } from './useOfferingMoves.ts';
import { valueText } from './valueText.ts';

export function OfferingEditor() {
  const { offeringId } = useParams({ strict: false }) as { offeringId?: string };
  const { like } = useSearch({ strict: false }) as { like?: string };
  const source = useOffering(offeringId ?? like);
  if (offeringId === undefined && like === undefined) return <EditorPage key="new" offering={undefined} like={undefined} />;
  return (
    <Answered query={source}>
      {(found) =>
        offeringId === undefined ? (
          <EditorPage key={`like ${found.id}`} offering={undefined} like={found} />
        ) : (
          <EditorPage key={found.id} offering={found} like={undefined} />
        )
      }
    </Answered>
  );
}

type WithPhotos = Offering & { photos: Photo[] };

function EditorPage({ offering, like }: { offering: WithPhotos | undefined; like: WithPhotos | undefined }) {
  const editor = useEditor({ offering, like });
  const isManager = useIsManager();
  const session = useSession().data;
  const readOnly = !isManager || offering?.status === 'ARCHIVED';
  const address = `${(session?.storefrontUrl ?? `/s/${session?.tenant?.subdomain ?? ''}`).replace(/\/$/, '')}/o/`.replace(
    /^https?:\/\//,
    '',
  );
  const photo = offering ? offering.photos[0] : (editor.pendingPhotos[0] ?? like?.photos[0]);
  const isPlan = editor.values.plan !== null;
  const props = { editor, readOnly };

  return (
    <Screen
      title={offering ? offering.title : 'New offering'}
      bare
      lead={
        <Tooltip label="Back to the catalogue">
          <ActionIcon component={Link} to="/catalogue" aria-label="Back to the catalogue">
            <IconArrowLeft size={16} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      }
      aside={offering && <OfferingStatusBadge status={offering.status} trashed={offering.trashedAt !== null} />}
      actions={<EditorActions editor={editor} isManager={isManager} />}
    >
      <form
        className={classes.editor}
        onSubmit={(at) => {
          at.preventDefault();
          void editor.save().then((saved) => saved && offering && toast.ok('Saved'));
        }}
      >
        <div className={classes.editorScroll}>
          <div className={classes.editorBody}>
            <div className={readOnly ? `${classes.sections} ${classes.frozen}` : classes.sections}>
              {!isManager && <p className={classes.plain}>{managersOnly} You can look at everything here.</p>}
              {offering?.status === 'ARCHIVED' && isManager && (
                <p className={classes.plain}>
                  {offering.trashedAt === null ? 'Archived' : 'In the trash'}: restore it to change it. Its bookings stand as they are.
                </p>
              )}
              {like && (
                <p className={classes.plain}>
                  A copy of {like.title}. Its {like.photos.length > 0 && 'photos, '}hours and days off come along when you save it.
                </p>
              )}
              <ConflictNote editor={editor} />
              <BasicsSection {...props} address={address} />
              <AttributesSection {...props} />
              <PhotoSection {...props} />
              <PriceSection {...props} />
              {isPlan ? <PlanTimeSection {...props} /> : <TimeSection {...props} />}
              {!isPlan && <ResourcesSection {...props} />}
              {!isPlan && <BookingSection {...props} />}
              {!isPlan && <PlaceSection {...props} />}
              {!isPlan && <MoreSection {...props} />}
            </div>
            <aside className={classes.side}>
              <Checklist editor={editor} />
              <span className={classes.sideLabel}>What customers see</span>
              <PreviewCard values={editor.values} photo={photo} brandColor={session?.tenant?.brandColor ?? '#0F766E'} />
            </aside>
          </div>
        </div>
        {!readOnly && <SaveBar editor={editor} isCopy={like !== undefined} />}
      </form>
      <LeaveDialog leave={editor.leave} text="What you changed here is not saved yet." save={editor.offering ? editor.save : undefined} />
    </Screen>
  );
}

function SaveBar({ editor, isCopy }: { editor: Editor; isCopy: boolean }) {
  const { offering, dirty, saving, errors } = editor;
  if (!dirty && offering) return null;
  const wrong = Object.keys(errors).length;
  const state = wrong > 0 ? (wrong === 1 ? 'One field needs a look.' : `${wrong} fields need a look.`) : dirty ? 'Unsaved changes' : '';
  return (
    <div className={classes.saveBar} data-foot>
      <div>
        <Button type="submit" loading={saving} disabled={!dirty && !isCopy}>
          {offering ? 'Save changes' : 'Save draft'}
        </Button>
        {dirty && offering && (
          <Button variant="default" onClick={editor.discard}>
            Discard
          </Button>
        )}
        <p role="status">{state || 'Saved as a draft first; publish when it is ready.'}</p>
      </div>
    </div>
  );
}

function EditorActions({ editor, isManager }: { editor: Editor; isManager: boolean }) {
  const { offering } = editor;
  const moves = useOfferingMoves();
  const navigate = useNavigate();
  const missing = useMissing(editor);
  const page = usePageOf(offering?.slug ?? '');
  const [working, setWorking] = useState(false);
  if (!offering) return null;
  const icon = { size: 16, stroke: 1.5 };
  const publish = async () => {
    setWorking(true);
    if (!editor.dirty || (await editor.save())) await moves.publish(offering);
    setWorking(false);
  };
  const blocked = !isManager
    ? managersOnly
    : missing.length > 0
      ? `Still missing: ${missing.map((step) => step.label.toLowerCase()).join(', ')}`
      : null;
  return (
    <>
      {offering.status === 'DRAFT' && (
        <Tooltip label={blocked} disabled={blocked === null}>
          <span>
            <Button leftSection={<IconWorld {...icon} />} loading={working} disabled={blocked !== null} onClick={() => void publish()}>
              Publish
            </Button>
          </span>
        </Tooltip>
      )}
      {offering.status === 'PUBLISHED' && offering.trashedAt === null && page && <PageLink page={page} />}
      {offering.status === 'ARCHIVED' && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp {...icon} />}
          disabled={!isManager}
          onClick={() => void moves.restore(offering)}
        >
          Restore
        </Button>
      )}
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <IconAction icon={IconDots} label="More" />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconClock {...icon} />}
            onClick={() => void navigate({ to: '/availability', search: { subject: offering.id } })}
          >
            Opening hours
          </Menu.Item>
          <OfferingMoveItems among={['unpublish', 'archive', 'trash']} {...{ offering, moves, isManager }} />
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

/** Named where there is room: whoever has just published looks for it. */
function PageLink({ page }: { page: string }) {
  const link = { component: 'a', href: page, target: '_blank', rel: 'noreferrer' } as const;
  const icon = <IconExternalLink size={16} stroke={1.5} />;
  return (
    <>
      <Button {...link} variant="default" visibleFrom="sm" leftSection={icon}>
        See its page
      </Button>
      <Tooltip label="See its page">
        <ActionIcon {...link} hiddenFrom="sm" aria-label="See its page">
          {icon}
        </ActionIcon>
      </Tooltip>
    </>
  );
}

function ConflictNote({ editor }: { editor: Editor }) {
  const { conflict } = editor;
  if (!conflict) return null;
  return (
    <div className={classes.conflict} role="alert">
      <p>
        Somebody set <b>{wordsOf(conflict.field).toLowerCase()}</b> to “{valueText(conflict.theirs)}” while you were editing. Which one
        should stand?
      </p>
      <Button size="xs" variant="default" onClick={editor.takeTheirs}>
        Take theirs
      </Button>
      <Button size="xs" variant="default" onClick={editor.keepMine}>
        Keep mine
      </Button>
    </div>
  );
}
