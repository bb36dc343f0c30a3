import { useMantineColorScheme } from '@mantine/core';

export type Scheme = 'auto' | 'light' | 'dark';

export const schemeNames: Record<Scheme, string> = { auto: 'Like the system', light: 'Light', dark: 'Dark' };

export function useScheme(): { scheme: Scheme; choose: (scheme: Scheme) => void } {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return { scheme: colorScheme, choose: setColorScheme };
}
