import { VisuallyHidden } from '@mantine/core';
import { createContext, type ReactNode, use, useState } from 'react';

type Announce = (text: string, how?: 'politely' | 'at once') => void;

const Context = createContext<Announce>(() => {});

/** One polite live region for what changes, and one for failures that interrupts. */
export function Announcer({ children }: { children: ReactNode }) {
  const [text, setText] = useState({ politely: '', 'at once': '' });
  const [announce] = useState(
    (): Announce =>
      (text, how = 'politely') =>
        setText((before) => ({ ...before, [how]: text })),
  );
  return (
    <Context value={announce}>
      {children}
      <VisuallyHidden role="status">{text.politely}</VisuallyHidden>
      <VisuallyHidden aria-live="assertive">{text['at once']}</VisuallyHidden>
    </Context>
  );
}

export function useAnnounce(): Announce {
  return use(Context);
}
