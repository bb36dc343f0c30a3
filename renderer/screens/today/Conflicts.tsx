import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { AttentionItem } from '#core/engine/bridge.ts';
import { useAttention } from '../../bridge/ask.ts';
import { useSubject } from '../attention/subject.ts';
import { whatWasTried } from '../attention/words.ts';
import classes from './today.module.css';

const MOST = 3;

/** What the server refused of this device's changes: the desk must see it where it looks all day. */
export function Conflicts() {
  const { data: items } = useAttention();
  if (!items || items.length === 0) return null;
  return (
    <section className={classes.card} data-urgent aria-label="Needs attention">
      <header className={classes.cardHead}>
        <h2>
          <IconAlertTriangle size={16} stroke={1.5} aria-hidden /> Needs attention
        </h2>
        <Link to="/attention" className={classes.more}>
          {items.length === 1 ? 'Look at it' : `Look at ${items.length}`}
        </Link>
      </header>
      <ul className={classes.plain}>
        {items.slice(0, MOST).map((item) => (
          <Conflict key={item.id} item={item} />
        ))}
      </ul>
    </section>
  );
}

const Conflict = ({ item }: { item: AttentionItem }) => <li>{whatWasTried(item, useSubject(item))}</li>;
