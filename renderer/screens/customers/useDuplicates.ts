import { useLocalStorage } from '@mantine/hooks';
import { useAsk } from '../../bridge/ask.ts';
import { useIsManager } from '../catalogue/access.ts';
import { type Apart, type Group, toLookAt } from './merging.ts';

interface Found {
  data: Group[];
  /** of all groups, of which at most a hundred come */
  total: number;
}

export interface Duplicates {
  groups: Group[];
  /** those that did not come, too */
  count: number;
  tellApart: (ids: readonly string[]) => void;
}

const MOST_APART = 500;
const nobody: ReadonlySet<string> = new Set();
const nothing: Group[] = [];

/** For managers, who alone may merge. What was told apart is remembered on this device. */
export function useDuplicates(): Duplicates {
  const isManager = useIsManager();
  const { data: found } = useAsk<Found>('customers.duplicates', {}, { enabled: isManager, tables: ['customers'] });
  const [apart, setApart] = useLocalStorage<Apart>({
    key: 'slotkeeper-customers-apart',
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const groups = isManager && found ? toLookAt(found.data, { apart, gone: nobody }) : nothing;
  const others = found ? Math.max(0, found.total - found.data.length) : 0;
  return {
    groups,
    count: groups.length + others,
    tellApart: (ids) => setApart((before) => [...before.slice(1 - MOST_APART), ids]),
  };
}
