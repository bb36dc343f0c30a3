import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { IconCalendarShare, IconPlus, IconQrcode, IconRotate } from '@tabler/icons-react';
import { useState } from 'react';
import type { Feed, FeedKind, FeedWithUrl } from '#core/domains/calendar/model.ts';
import type { OfferingSummary, Resource } from '#core/domains/catalog/model.ts';
import type { Member } from '#core/domains/members/model.ts';
import { useAsk, useRun, useSession } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { toast } from '../../components/toasts.ts';
import classes from './integrations.module.css';
import { OfflineNote, useIsOffline } from './OfflineNote.tsx';
import { QrCode } from './QrCode.tsx';
import { SecretText } from './SecretText.tsx';

const kindWords: Record<FeedKind, string> = {
  tenant: 'All bookings',
  member: 'Of a member',
  resource: 'Of a resource',
  offering: 'Of an offering',
};

/** Addresses that calendar programs subscribe to. Whoever knows one can read it. */
export function Feeds({ isManager }: { isManager: boolean }) {
  const offline = useIsOffline();
  const here = useAsk<Feed[]>('calendar.feeds');
  const there = useAsk<FeedWithUrl[]>('calendar.feedUrls', {}, { where: 'server', enabled: !offline });
  const urls = new Map(there.data?.map((feed) => [feed.id, feed.url]));
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<Feed | null>(null);
  const [resetting, setResetting] = useState<Feed | null>(null);
  const reset = useRun<{ feedId: string }>('calendar.resetFeed');
  const shownUrl = shown ? urls.get(shown.id) : undefined;

  return (
    <>
      <div className={classes.lead}>
        <p>Subscribe in Google, Apple or Outlook and see bookings beside everything else. Whoever has an address can read it.</p>
        <Button leftSection={<IconPlus size={16} stroke={1.5} />} disabled={offline} onClick={() => setAdding(true)}>
          New calendar
        </Button>
      </div>
      <OfflineNote>The server makes the addresses: they show here when you are online again. Subscriptions go on meanwhile.</OfflineNote>
      <Answered query={here}>
        {(feeds) =>
          feeds.length === 0 ? (
            <EmptyState
              icon={IconCalendarShare}
              text={
                isManager
                  ? 'No calendars yet. Make one for all bookings, or for one person, resource or offering.'
                  : 'No calendar yet. Make one of your own bookings.'
              }
            />
          ) : (
            <ul className={classes.rows}>
              {feeds.map((feed) => (
                <FeedRow
                  key={feed.id}
                  feed={feed}
                  url={urls.get(feed.id)}
                  offline={offline}
                  onShow={() => setShown(feed)}
                  onReset={() => setResetting(feed)}
                />
              ))}
            </ul>
          )
        }
      </Answered>
      {adding && <NewFeedDialog isManager={isManager} onClose={() => setAdding(false)} />}
      {shown && shownUrl && (
        <Modal opened onClose={() => setShown(null)} title={shown.title} size={420}>
          <Stack gap="md" align="center">
            <QrCode value={shownUrl.replace(/^http/, 'webcal')} label={`QR code of the calendar ${shown.title}`} />
            <Text size="sm" ta="center" c="dimmed">
              Point a phone’s camera at it to subscribe.
            </Text>
            <div style={{ width: '100%' }}>
              <SecretText value={shownUrl} label="calendar address" />
            </div>
          </Stack>
        </Modal>
      )}
      {resetting && (
        <ConfirmDialog
          title={`Reset “${resetting.title}”?`}
          verb="Reset"
          onClose={() => setResetting(null)}
          onConfirm={async () => {
            await reset.run({ feedId: resetting.id });
            await there.refetch();
            toast.ok('Reset: subscribe again with the new address');
          }}
        >
          Every subscription to the present address ends at once. You get a new address to subscribe to.
        </ConfirmDialog>
      )}
    </>
  );
}

function FeedRow({
  feed,
  url,
  offline,
  onShow,
  onReset,
}: {
  feed: Feed;
  url: string | undefined;
  offline: boolean;
  onShow: () => void;
  onReset: () => void;
}) {
  return (
    <li className={classes.row} style={{ flexWrap: 'wrap' }}>
      <div className={classes.rowMain} style={{ flex: '1 1 160px' }}>
        <b title={feed.title}>{feed.title}</b>
        <small>{kindWords[feed.kind]}</small>
      </div>
      {url && (
        <div style={{ flex: '2 1 260px', minWidth: 0 }}>
          <SecretText value={url} label={`address of ${feed.title}`} />
        </div>
      )}
      <Group gap={4} wrap="nowrap">
        <IconAction icon={IconQrcode} label="Show QR code" disabled={!url} onClick={onShow} />
        <IconAction icon={IconRotate} label="Reset the address" disabled={offline} onClick={onReset} />
      </Group>
    </li>
  );
}

function NewFeedDialog({ isManager, onClose }: { isManager: boolean; onClose: () => void }) {
  const session = useSession().data;
  const create = useRun<{ kind: FeedKind; subjectId: string }, { feedId: string }>('calendar.createFeed');
  const members = useAsk<Member[]>('members.list').data ?? [];
  const resources = useAsk<Resource[]>('catalog.resources').data ?? [];
  const offerings = useAsk<OfferingSummary[]>('catalog.offerings').data ?? [];
  const own = session?.member ? [{ value: `member/${session.member.id}`, label: `${session.member.name} (you)` }] : [];
  const groups = isManager
    ? [
        {
          group: 'Everything',
          items: session?.tenant ? [{ value: `tenant/${session.tenant.id}`, label: `All bookings of ${session.tenant.name}` }] : [],
        },
        {
          group: 'People',
          items: members.filter((member) => member.active).map(({ id, name }) => ({ value: `member/${id}`, label: name })),
        },
        {
          group: 'Resources',
          items: resources.filter((resource) => resource.active).map(({ id, name }) => ({ value: `resource/${id}`, label: name })),
        },
        {
          group: 'Offerings',
          items: offerings
            .filter((offering) => offering.status !== 'ARCHIVED')
            .map(({ id, title }) => ({ value: `offering/${id}`, label: title })),
        },
      ]
    : [{ group: 'People', items: own }];
  const [chosen, setChosen] = useState<string | null>(groups[0]?.items[0]?.value ?? null);
  const make = async () => {
    const [kind, subjectId] = (chosen ?? '').split('/');
    if (!kind || !subjectId) return;
    try {
      await create.run({ kind: kind as FeedKind, subjectId });
      toast.ok('Calendar ready to subscribe to');
      onClose();
    } catch (cause) {
      toast.problem(cause);
    }
  };
  return (
    <Modal opened onClose={onClose} title="New calendar" size={420}>
      <Stack gap="md">
        <Select
          label="Bookings of"
          description={isManager ? undefined : 'You can subscribe to your own bookings. Owners and admins make the others.'}
          searchable
          allowDeselect={false}
          data-autofocus
          data={groups.filter((group) => group.items.length > 0)}
          value={chosen}
          onChange={setChosen}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={create.running} disabled={chosen === null} onClick={() => void make()}>
            Make calendar
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
