import { Menu, SegmentedControl, TextInput } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArchive,
  IconArrowBackUp,
  IconBookmark,
  IconClock,
  IconCopy,
  IconDots,
  IconEyeOff,
  IconSearch,
  IconWorld,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import type { OfferingStatus, OfferingSummary } from '#core/domains/catalog/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import classes from './catalogue.module.css';
import { useSubjectsWithHours } from './hoursKnown.ts';
import { OfferingPhoto } from './OfferingPhoto.tsx';
import { OfferingStatusBadge } from './OfferingStatusBadge.tsx';
import { type OfferingMoves, useOfferingMoves } from './useOfferingMoves.ts';
import { lengthText, priceText, statusLabels, taxText, typeLabel } from './words.ts';

interface Props {
  tabs: ReactNode;
  isManager: boolean;
  q: string;
  status: string;
  onFilter: (to: Record<string, string | undefined>) => void;
}

export function OfferingList({ tabs, isManager, q, status, onFilter }: Props) {
  const navigate = useNavigate();
  const query = useAsk<OfferingSummary[]>('catalog.offerings');
  return (
    <>
      <div className={classes.toolbar}>
        {tabs}
        <TextInput
          className={classes.search}
          aria-label="Search offerings"
          placeholder="Search offerings"
          leftSection={<IconSearch size={16} stroke={1.5} />}
          value={q}
          onChange={(at) => onFilter({ q: at.currentTarget.value || undefined })}
        />
        <SegmentedControl
          size="xs"
          aria-label="Status"
          value={status}
          data={[
            { value: '', label: 'Active' },
            ...(['PUBLISHED', 'DRAFT', 'ARCHIVED'] as const).map((each) => ({ value: each, label: statusLabels[each] })),
          ]}
          onChange={(next) => onFilter({ status: next || undefined })}
        />
      </div>
      <div className={classes.list}>
        <Answered query={query}>
          {(all) =>
            all.length === 0 ? (
              <EmptyState
                icon={IconBookmark}
                text="Nothing to book yet. Add the first thing that customers can reserve."
                action={isManager ? { label: 'New offering', onClick: () => void navigate({ to: '/catalogue/new' }) } : undefined}
              />
            ) : (
              <Groups offerings={all} {...{ q, status, isManager, onFilter }} />
            )
          }
        </Answered>
      </div>
    </>
  );
}

function isShown(offering: OfferingSummary, { q, status }: { q: string; status: string }): boolean {
  if (status === '' ? offering.status === 'ARCHIVED' : offering.status !== status) return false;
  const haystack =
    `${offering.title} ${offering.slug} ${typeLabel(offering.productTypeKey).one} ${offering.locationName ?? ''}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

function Groups({ offerings, q, status, isManager, onFilter }: Omit<Props, 'tabs'> & { offerings: OfferingSummary[] }) {
  const moves = useOfferingMoves();
  const open = useSubjectsWithHours();
  const groups = useMemo(() => {
    const byType = new Map<string, OfferingSummary[]>();
    for (const offering of offerings.filter((each) => isShown(each, { q, status }))) {
      const group = byType.get(offering.productTypeKey) ?? [];
      byType.set(offering.productTypeKey, [...group, offering]);
    }
    return [...byType]
      .map(([type, group]) => [type, group.toSorted((a, b) => a.title.localeCompare(b.title))] as const)
      .toSorted(([a], [b]) => typeLabel(a).many.localeCompare(typeLabel(b).many));
  }, [offerings, q, status]);

  if (groups.length === 0) {
    const text =
      q === ''
        ? `Nothing here is ${status === '' ? 'active' : statusLabels[status as OfferingStatus].toLowerCase()}.`
        : `Nothing matches “${q}”.`;
    return (
      <EmptyState
        icon={IconSearch}
        text={text}
        action={{ label: 'Show all', onClick: () => onFilter({ q: undefined, status: undefined }) }}
      />
    );
  }
  return groups.map(([type, group]) => (
    <section key={type}>
      <h2 className={classes.groupName}>
        {typeLabel(type).many} <span>{group.length}</span>
      </h2>
      <ul className={classes.rows}>
        {group.map((offering) => (
          <OfferingRow
            key={offering.id}
            offering={offering}
            moves={moves}
            isManager={isManager}
            closed={open !== undefined && !open.has(offering.id)}
          />
        ))}
      </ul>
    </section>
  ));
}

function OfferingRow({
  offering,
  moves,
  isManager,
  closed,
}: {
  offering: OfferingSummary;
  moves: OfferingMoves;
  isManager: boolean;
  closed: boolean;
}) {
  const tax = taxText(offering);
  return (
    <li className={classes.row} data-archived={offering.status === 'ARCHIVED' || undefined}>
      <OfferingPhoto photoId={offering.photoId} color={offering.color} />
      <div className={classes.name}>
        <div className="truncate">
          <span className={classes.swatch} style={{ background: offering.color }} />
          <Link
            className={classes.rowLink}
            to="/catalogue/$offeringId"
            params={{ offeringId: offering.id }}
            search={{}}
            title={offering.title}
          >
            {offering.title}
          </Link>
        </div>
        <div className={classes.second}>{offering.description || `/${offering.slug}`}</div>
      </div>
      <div className={`${classes.name} ${classes.wideOnly}`}>
        <div>{lengthText(offering.durationMinutes)}</div>
        <div className={classes.second}>{offering.capacity > 1 ? `${offering.capacity} places` : 'one at a time'}</div>
      </div>
      <div className={`${classes.name} ${classes.wideOnly}`}>
        <Hours offering={offering} closed={closed} />
        <div className={classes.second}>{offering.approval === 'auto' ? 'confirmed at once' : 'you approve'}</div>
      </div>
      <div className={`${classes.price} ${classes.wideOnly}`}>
        <div className="num">{priceText(offering)}</div>
        {tax && <div className={classes.second}>{tax}</div>}
      </div>
      <div>
        <OfferingStatusBadge status={offering.status} />
      </div>
      <RowMenu offering={offering} moves={moves} isManager={isManager} />
    </li>
  );
}

function Hours({ offering, closed }: { offering: OfferingSummary; closed: boolean }) {
  if (!closed || offering.status === 'ARCHIVED')
    return <div className="truncate">{offering.locationName ?? offering.timezone.split('/').at(-1)?.replaceAll('_', ' ')}</div>;
  return (
    <div className={classes.warn}>
      <IconAlertTriangle size={14} stroke={1.5} aria-hidden />
      No opening hours
    </div>
  );
}

function RowMenu({ offering, moves, isManager }: { offering: OfferingSummary; moves: OfferingMoves; isManager: boolean }) {
  const navigate = useNavigate();
  const icon = { size: 16, stroke: 1.5 };
  const { status } = offering;
  return (
    <div className={classes.rowMenu}>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <IconAction icon={IconDots} label={`More for ${offering.title}`} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconClock {...icon} />}
            onClick={() => void navigate({ to: '/availability', search: { subject: offering.id } })}
          >
            Opening hours
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCopy {...icon} />}
            disabled={!isManager}
            onClick={() => void navigate({ to: '/catalogue/new', search: { like: offering.id } })}
          >
            Duplicate
          </Menu.Item>
          {status === 'DRAFT' && (
            <Menu.Item leftSection={<IconWorld {...icon} />} disabled={!isManager} onClick={() => void moves.publish(offering)}>
              Publish
            </Menu.Item>
          )}
          {status === 'PUBLISHED' && (
            <Menu.Item leftSection={<IconEyeOff {...icon} />} disabled={!isManager} onClick={() => void moves.unpublish(offering)}>
              Back to draft
            </Menu.Item>
          )}
          {status === 'ARCHIVED' ? (
            <Menu.Item leftSection={<IconArrowBackUp {...icon} />} disabled={!isManager} onClick={() => void moves.restore(offering)}>
              Restore
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconArchive {...icon} />} disabled={!isManager} onClick={() => void moves.archive(offering)}>
              Archive
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
