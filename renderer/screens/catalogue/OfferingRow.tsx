import { Checkbox, Menu } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconCopy, IconDots, IconExternalLink } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { memo } from 'react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { IconAction } from '../../components/IconAction.tsx';
import classes from './catalogue.module.css';
import list from './list.module.css';
import { offeringMoves } from './offeringDeeds.ts';
import { OfferingMoveItems } from './OfferingMoveItems.tsx';
import { OfferingPhoto } from './OfferingPhoto.tsx';
import { OfferingStatusBadge } from './OfferingStatusBadge.tsx';
import { usePageOf } from './page.ts';
import type { OfferingMoves } from './useOfferingMoves.ts';
import { priceText, stayText, taxText } from './words.ts';

interface Props {
  offering: OfferingSummary;
  moves: OfferingMoves;
  isManager: boolean;
  /** nothing says when it is open */
  closed: boolean;
  picked: boolean;
  onPick: (ids: readonly string[], picked: boolean) => void;
}

/** Scrolling moves the window, not the rows. */
export const OfferingRow = memo(Row);

function Row({ offering, moves, isManager, closed, picked, onPick }: Props) {
  const tax = taxText(offering);
  return (
    <div className={`${classes.row} ${isManager ? list.picking : ''}`} data-archived={offering.status === 'ARCHIVED' || undefined}>
      {isManager && (
        <Checkbox
          className={list.pick}
          size="xs"
          aria-label={`Select ${offering.title}`}
          checked={picked}
          onChange={({ currentTarget }) => onPick([offering.id], currentTarget.checked)}
        />
      )}
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
    </div>
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
          <OfferingMoveItems among={offeringMoves} {...{ offering, moves, isManager }} />
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
