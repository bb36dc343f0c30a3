import { useLocalStorage } from '@mantine/hooks';

/** Whether the rail is narrow: a wish of this device, kept with it. */
export function useNarrowRail(): [boolean, () => void] {
  const [narrow, setNarrow] = useLocalStorage({ key: 'slotkeeper-rail-narrow', defaultValue: false, getInitialValueInEffect: false });
  return [narrow, () => setNarrow((before) => !before)];
}
