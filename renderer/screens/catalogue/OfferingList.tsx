import { Menu, SegmentedControl, Select, TextInput } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArchive,
  IconArrowBackUp,
  IconBookmark,
  IconClock,
  IconCopy,
  IconDots,
  IconExternalLink,
  IconEyeOff,
  IconSearch,
  IconTrash,
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
import { usePageOf } from './page.ts';
import { type OfferingMoves, useOfferingMoves } from './useOfferingMoves.ts';
import { useCategories, useProductTypes } from './kinds.ts';
import { typeNames } from './typeWords.ts';
import { priceText, statusLabels, stayText, taxText, typeLabel } from './words.ts';

interface Props {
  tabs: ReactNode;
  isManager: boolean;
  q: string;
  status: string;
  type: string;
  category: string;
  onFilter: (to: Record<string, string | undefined>) => void;
}

type Filter = Pick<Props, 'q' | 'status' | 'type' | 'category'>;

const TRASH = 'TRASH';
const noFilter = { q: undefined, status: undefined, type: undefined, category: undefined };

export function OfferingList({ tabs, isManager, q, status, type, category, onFilter }: Props) {
  const navigate = useNavigate();
  const inTrash = status === TRASH;
  const query = useAsk<OfferingSummary[]>('catalog.offerings', inTrash ? { trashed: true } : {}, { keep: false });
  const filter = { q, status, type, category };
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
            { value: TRASH, label: 'Trash' },
          ]}
          onChange={(next) => onFilter({ status: next || undefined })}
        />
        <Filters offerings={query.data ?? []} filter={filter} onFilter={onFilter} />
      </div>
      <div className={classes.list}>
        <Answered query={query}>
          {(all) =>
            all.length === 0 && inTrash ? (
              <EmptyState icon={IconTrash} text="The trash is empty. What you move here can be restored." />
            ) : all.length === 0 ? (
              <EmptyState
                icon={IconBookmark}
                text="Nothing to book yet. Add the first thing that customers can reserve."
                action={isManager ? { label: 'New offering', onClick: () => void navigate({ to: '/catalogue/new' }) } : undefined}
              />
            ) : (
              <Groups offerings={all} {...{ filter, isManager, onFilter }} />
            )
          }
        </Answered>
      </div>
    </>
  );
}

function isShown(offering: OfferingSummary, { q, status, type, category }: Filter): boolean {
  if (!hasStatus(offering, status)) return false;
  if (type !== '' && offering.productTypeKey !== type) return false;
  if (category !== '' && !offering.categories.includes(category)) return false;
  const { title, slug, productTypeKey, categories, locationName } = offering;
  const haystack = `${title} ${slug} ${typeLabel(productTypeKey).one} ${categories.join(' ')} ${locationName ?? ''}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

function hasStatus(offering: OfferingSummary, status: string): boolean {
  if (status === TRASH) return offering.trashedAt !== null;
  return status === '' ? offering.status !== 'ARCHIVED' : offering.status === status;
}

interface FiltersProps {
  offerings: readonly OfferingSummary[];
  filter: Filter;
  onFilter: Props['onFilter'];
}

/** By type and category, each with how many of what is shown are of it. */
function Filters({ offerings, filter, onFilter }: FiltersProps) {
  const types = useProductTypes();
  const categories = useCategories();
  const shown = offerings.filter((offering) => hasStatus(offering, filter.status));
  const countOf = (test: (offering: OfferingSummary) => boolean) => shown.filter(test).length;
  const keys = new Set(shown.map(({ productTypeKey }) => productTypeKey));
  if (filter.type !== '') keys.add(filter.type);
  const names = categories?.map(({ name }) => name) ?? [];
  if (filter.category !== '' && !names.includes(filter.category)) names.push(filter.category);
  return (
    <>
      <Select
        className={classes.filter}
        aria-label="Type"
        placeholder="All types"
        clearable
        value={filter.type || null}
        data={[...keys].map((key) => ({
          value: key,
          label: `${typeNames(types, key).many} (${countOf(({ productTypeKey }) => productTypeKey === key)})`,
        }))}
        onChange={(type) => onFilter({ type: type ?? undefined })}
      />
      {names.length > 0 && (
        <Select
          className={classes.filter}
          aria-label="Category"
          placeholder="All categories"
          searchable
          clearable
          value={filter.category || null}
          data={names.map((name) => ({ value: name, label: `${name} (${countOf((offering) => offering.categories.includes(name))})` }))}
          onChange={(category) => onFilter({ category: category ?? undefined })}
        />
      )}
    </>
  );
}

function Groups({ offerings, filter, isManager, onFilter }: FiltersProps & { isManager: boolean }) {
  const { q, status, type: onlyType, category } = filter;
  const moves = useOfferingMoves();
  const open = useSubjectsWithHours();
  const types = useProductTypes();
  const groups = useMemo(() => {
    const byType = new Map<string, OfferingSummary[]>();
    for (const offering of offerings.filter((each) => isShown(each, { q, status, type: onlyType, category }))) {
      const group = byType.get(offering.productTypeKey) ?? [];
      byType.set(offering.productTypeKey, [...group, offering]);
    }
    return [...byType]
      .map(([key, group]) => [key, group.toSorted((a, b) => a.title.localeCompare(b.title))] as const)
      .toSorted(([a], [b]) => typeNames(types, a).many.localeCompare(typeNames(types, b).many));
  }, [offerings, q, status, onlyType, category, types]);

  if (groups.length === 0) {
    const text =
      q !== ''
        ? `Nothing matches “${q}”.`
        : onlyType !== '' || category !== ''
          ? 'Nothing here is of this type and category.'
          : `Nothing here is ${status === '' ? 'active' : statusLabels[status as OfferingStatus].toLowerCase()}.`;
    return <EmptyState icon={IconSearch} text={text} action={{ label: 'Show all', onClick: () => onFilter(noFilter) }} />;
  }
  return groups.map(([type, group]) => (
    <section key={type}>
      <h2 className={classes.groupName}>
        {typeNames(types, type).many} <span>{group.length}</span>
      </h2>
      <ul className={classes.rows}>
        {group.map((offering) => (
          <OfferingRow
            key={offering.id}
            offering={offering}
            moves={moves}
            isManager={isManager}
            closed={
              open !== undefined && offering.plan === null && ![offering.id, ...offering.resourceGroups.flat()].some((id) => open.has(id))
            }
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
            dir="auto"
          >
            {offering.title}
          </Link>
        </div>
        <div className={classes.second}>
          <span className={`${classes.narrowOnly} num`}>{priceText(offering)} · </span>
          {[offering.categories.join(', '), offering.description || `/${offering.slug}`].filter(Boolean).join(' · ')}
        </div>
      </div>
      <div className={`${classes.name} ${classes.wideOnly}`}>
        <div className="truncate">{stayText(offering)}</div>
        {offering.plan === null && (
          <div className={classes.second}>{offering.capacity > 1 ? `${offering.capacity} places` : 'one at a time'}</div>
        )}
      </div>
      <div className={`${classes.name} ${classes.wideOnly}`}>
        {offering.plan === null && (
          <>
            <Hours offering={offering} closed={closed} />
            <div className={classes.second}>{offering.approval === 'auto' ? 'confirmed at once' : 'you approve'}</div>
          </>
        )}
      </div>
      <div className={`${classes.price} ${classes.wideOnly}`}>
        <div className="num">{priceText(offering)}</div>
        {tax && <div className={classes.second}>{tax}</div>}
      </div>
      <div>
        <OfferingStatusBadge status={offering.status} trashed={offering.trashedAt !== null} />
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
  const page = usePageOf(offering.slug);
  return (
    <div className={classes.rowMenu}>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <IconAction icon={IconDots} label={`More for ${offering.title}`} />
        </Menu.Target>
        <Menu.Dropdown>
          {offering.plan === null && (
            <Menu.Item
              leftSection={<IconClock {...icon} />}
              onClick={() => void navigate({ to: '/availability', search: { subject: offering.id } })}
            >
              Opening hours
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconCopy {...icon} />}
            disabled={!isManager}
            onClick={() => void navigate({ to: '/catalogue/new', search: { like: offering.id } })}
          >
            Duplicate
          </Menu.Item>
          {status === 'PUBLISHED' && offering.trashedAt === null && page && (
            <Menu.Item component="a" href={page} target="_blank" rel="noreferrer" leftSection={<IconExternalLink {...icon} />}>
              See its page
            </Menu.Item>
          )}
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
          {offering.trashedAt === null && (
            <Menu.Item leftSection={<IconTrash {...icon} />} disabled={!isManager} onClick={() => void moves.trash(offering)}>
              Move to trash
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
