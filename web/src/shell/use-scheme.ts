import { useMantineColorScheme } from '@mantine/core';
import { usePrefer } from './use-prefer.ts';

export const schemes = ['auto', 'light', 'dark'] as const;

/** The colours of this browser, kept with the person as well. */
export function useScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const prefer = usePrefer();
  function setScheme(scheme: (typeof schemes)[number]) {
    setColorScheme(scheme);
    prefer({ colourScheme: scheme });
  }
  return { scheme: colorScheme, setScheme };
}
