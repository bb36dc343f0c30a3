import { Link } from '@tanstack/react-router';
import { groups, settings, type Destination } from './destinations.ts';

const Item = ({ item }: { item: Destination }) => <Link to={item.to}>{item.name}</Link>;

export function Rail({ path: _path }: { path: string }) {
  return (
    <nav aria-label="Main" style={{ gridArea: 'rail', display: 'grid', alignContent: 'start' }}>
      {[...groups.flatMap((group) => group.items), settings].map((item) => (
        <Item key={item.to} item={item} />
      ))}
    </nav>
  );
}
