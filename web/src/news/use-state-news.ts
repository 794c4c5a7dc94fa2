import { useEffect, useRef } from 'react';
import type { Seen } from '../instance/life.ts';
import { stateOf } from '../instance/state-line.tsx';
import { useLanguage } from '../messages/language.tsx';
import { useAnnounce } from './announcer.tsx';

/** Says each change of state that happens while the page is open; a failure interrupts. */
export function useStateNews(seen: Seen[]): void {
  const { words } = useLanguage();
  const announce = useAnnounce();
  const before = useRef(new Map<string, string>());

  useEffect(() => {
    const now = new Map(seen.map((one) => [one.instance.id, one.silentSince ? 'silent' : one.instance.state]));
    for (const one of seen) {
      const { id, name, state } = one.instance;
      const was = before.current.get(id);
      if (was === undefined || was === now.get(id)) continue;
      announce(`${name}: ${stateOf(one, new Date(), words).text}`, state === 'failed' ? 'at once' : 'politely');
    }
    before.current = now;
  }, [seen, announce, words]);
}
