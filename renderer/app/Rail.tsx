import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, type Icon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useAsk, useSync } from '../bridge/ask.ts';
import type { Counts } from '../screens/disputes/words.ts';
import { type Destination, groups, settings } from './destinations.ts';
import { HouseMenu } from './HouseMenu.tsx';
import { useNarrowRail } from './rail.ts';
import classes from './Rail.module.css';

export function Rail({ path }: { path: string }) {
  const [narrow, toggle] = useNarrowRail();
  const { attention } = useSync();
  const waiting = useAsk<Counts>('disputes.counts', {}, { tables: ['disputes'] }).data?.waiting ?? 0;
  const nav = useRef<HTMLElement>(null);
  // On a phone it slides: where one is must be in sight.
  useEffect(() => {
    nav.current?.querySelector('[data-here]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    // oxlint-disable-next-line react-hooks/exhaustive-deps, react/exhaustive-effect-dependencies -- The path moves the mark.
  }, [path]);
  return (
    <div className={classes.rail} data-narrow={narrow || undefined}>
      <HouseMenu />
      <nav ref={nav} aria-label="Main" className={classes.nav}>
        {groups.map((group) => (
          <div key={group.name} className={classes.group} role="group" aria-label={group.name}>
            <div className={classes.groupName} aria-hidden>
              {group.name}
            </div>
            {group.items.map((item) => (
              <Item
                key={item.to}
                item={item}
                path={path}
                narrow={narrow}
                {...(item.to === '/disputes' && waiting > 0 && { count: waiting })}
              />
            ))}
            {group.name === 'Desk' && attention > 0 && (
              <Item
                item={{ to: '/attention', name: 'Needs attention', icon: IconAlertTriangle }}
                path={path}
                narrow={narrow}
                count={attention}
              />
            )}
          </div>
        ))}
        <div className={classes.foot}>
          <Item item={settings} path={path} narrow={narrow} />
          <Named name="Expand the sidebar" shown={narrow}>
            <UnstyledButton
              className={`${classes.item} ${classes.fold}`}
              onClick={toggle}
              aria-expanded={!narrow}
              aria-label={narrow ? 'Expand the sidebar' : undefined}
            >
              {narrow ? <Glyph icon={IconLayoutSidebarLeftExpand} /> : <Glyph icon={IconLayoutSidebarLeftCollapse} />}
              <span className={classes.name}>Collapse</span>
            </UnstyledButton>
          </Named>
        </div>
      </nav>
    </div>
  );
}

const Glyph = ({ icon: Icon }: { icon: Icon }) => <Icon size={16} stroke={1.5} className={classes.icon} aria-hidden />;

function Named({ name, shown, children }: { name: string; shown: boolean; children: ReactNode }) {
  return (
    <Tooltip label={name} position="right" disabled={!shown}>
      {children}
    </Tooltip>
  );
}

interface ItemProps {
  item: { to: Destination['to'] | '/attention'; name: string; icon: Icon };
  path: string;
  narrow: boolean;
  count?: number;
}

function Item({ item, path, narrow, count }: ItemProps) {
  const isHere = path === item.to || path.startsWith(`${item.to}/`);
  return (
    <Named name={item.name} shown={narrow}>
      <Link
        to={item.to}
        className={classes.item}
        data-here={isHere || undefined}
        data-to={item.to}
        aria-current={isHere ? 'page' : undefined}
        aria-label={narrow ? (count === undefined ? item.name : `${item.name}, ${count}`) : undefined}
      >
        <Glyph icon={item.icon} />
        <span className={classes.name}>{item.name}</span>
        {count !== undefined && <span className={`${classes.count} num`}>{count}</span>}
      </Link>
    </Named>
  );
}
