import { IconDeviceDesktop, IconNotebook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api.ts';
import { Curves } from '../data/curves.tsx';
import { useLanguage } from '../messages/language.tsx';
import { useNow } from '../shell/use-now.ts';
import styles from './instance.module.css';
import { isStarting, type Seen, secondsUntil } from './life.ts';

/** Its desktop when it was last looked at; before there is one, its data's plot. */
export function Picture({ seen }: { seen: Seen }) {
  const { instance, silentSince } = seen;
  const isGrey = silentSince !== null || !(instance.state === 'ready' || isStarting(instance));
  return (
    <span className={styles.picture} data-grey={isGrey || undefined}>
      {instance.pictureAt ? <Desktop seen={seen} at={instance.pictureAt} /> : <Before seen={seen} />}
    </span>
  );
}

function Desktop({ seen, at }: { seen: Seen; at: string }) {
  const { instance, facility } = seen;
  const { words } = useLanguage();
  const now = useNow(60_000);
  const [missing, setMissing] = useState<string>();
  if (missing === at) return <Before seen={seen} />;
  const address = `/api/f/${facility.id}/v1/instances/${instance.id}/picture?${new URLSearchParams({ at })}`;
  return (
    <img
      src={address}
      alt={words.instance.pictureOf(instance.name, -secondsUntil(at, now))}
      width={500}
      height={300}
      onError={() => setMissing(at)}
    />
  );
}

function Before({ seen: { instance } }: { seen: Seen }) {
  const [first] = instance.data;
  const dataset = useQuery({
    ...api.launch.dataset.queryOptions({ input: { pid: first?.pid ?? '' } }),
    enabled: first !== undefined,
  });
  if (dataset.data?.curves.length) return <Curves of={dataset.data.curves} />;
  const hasDesktop = instance.interfaces.some(({ kind }) => kind === 'desktop');
  const Icon = hasDesktop ? IconDeviceDesktop : IconNotebook;
  return <Icon stroke={1.2} aria-hidden />;
}
