import { useLocalStorage } from '@mantine/hooks';
import type { ColumnVisibilityState } from '@tanstack/react-table';

export interface ColumnChoice {
  shown: ColumnVisibilityState;
  choose: (id: string, isShown: boolean) => void;
}

/** Which columns of a list stand: remembered on this device. */
export function useColumnChoice(list: string, defaults: ColumnVisibilityState): ColumnChoice {
  const [shown, setShown] = useLocalStorage<ColumnVisibilityState>({
    key: `slotkeeper-columns-${list}`,
    defaultValue: defaults,
    getInitialValueInEffect: false,
  });
  return { shown: { ...defaults, ...shown }, choose: (id, isShown) => setShown((before) => ({ ...before, [id]: isShown })) };
}
