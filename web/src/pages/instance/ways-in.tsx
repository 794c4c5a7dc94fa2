import type { InterfaceState } from '@atrium/contract/v1/instances';
import { Loader } from '@mantine/core';
import { IconDeviceDesktop, IconExternalLink, IconNotebook, IconTerminal2, IconWorld } from '@tabler/icons-react';
import { canOpen, type Seen, waysFor } from '../../instance/life.ts';
import { useOpen } from '../../instance/use-open.ts';
import { explain } from '../../messages/explain.ts';
import { wayState } from '../../messages/known.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useOwnerAway } from '../../people/use-owner-away.ts';
import styles from './ways-in.module.css';

const icons: Record<string, typeof IconWorld> = {
  desktop: IconDeviceDesktop,
  notebook: IconNotebook,
  terminal: IconTerminal2,
};

/** The interfaces, as equals. Each opens in this tab, or in a new one if the person chooses that. */
export function WaysIn({ seen }: { seen: Seen }) {
  const { words } = useLanguage();
  const { instance, facility } = seen;
  const way = useOpen(facility.id, instance.id);
  const isAway = useOwnerAway(seen);

  return (
    <div className={styles.ways}>
      {waysFor(instance).map((one) => {
        const waits = isAway(one.kind) && instance.state === 'ready' && !seen.silentSince;
        const isOff = !canOpen(seen, one) || waits;
        return (
          <div key={one.name} className={styles.way} data-off={isOff || undefined}>
            <button
              type="button"
              disabled={isOff || way.opening !== undefined}
              onClick={({ ctrlKey, metaKey }) => way.open(one.name, ctrlKey || metaKey ? 'new tab' : 'here')}
            >
              {way.opening === one.name ? <Loader size={22} /> : <Icon of={one} />}
              <b>{one.title}</b>
              <small>{waits ? words.people.opensWhenBack : wayState(words, seen, one)}</small>
            </button>
            {!isOff && (
              <button
                type="button"
                aria-label={words.instance.inNewTab(one.title)}
                title={words.instance.inNewTab(one.title)}
                onClick={() => way.open(one.name, 'new tab')}
              >
                <IconExternalLink size={16} stroke={1.6} aria-hidden />
              </button>
            )}
          </div>
        );
      })}
      {way.error && (
        <p className={styles.refused} role="alert">
          {explain(way.error, words).sentence}
        </p>
      )}
    </div>
  );
}

function Icon({ of: { kind } }: { of: InterfaceState }) {
  const Shape = icons[kind] ?? IconWorld;
  return <Shape size={22} stroke={1.6} aria-hidden />;
}
