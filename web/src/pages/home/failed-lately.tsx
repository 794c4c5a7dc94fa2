import { Button } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Seen } from '../../instance/life.ts';
import { useInstances } from '../../instance/use-instances.ts';
import { reasonOf } from '../../messages/known.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useNow } from '../../shell/use-now.ts';
import { Notice } from '../../states/notice.tsx';

const dayMs = 86_400_000;

/** A start that failed while the person was away is told here, until it was seen or a day has gone. */
export function FailedLately() {
  const { words } = useLanguage();
  const now = useNow(60_000);
  const { instances } = useInstances('include');
  const [read, setRead] = useLocalStorage<string[]>({ key: 'atrium.read', defaultValue: [] });
  const isNews = ({ instance, silentSince }: Seen) =>
    instance.state === 'failed' &&
    !silentSince &&
    !read.includes(instance.id) &&
    now.getTime() - new Date(instance.startedAt ?? instance.createdAt).getTime() < dayMs;

  return instances.seen.filter(isNews).map(({ instance, facility }) => {
    const dismiss = () => setRead((before) => [...before.slice(-99), instance.id]);
    return (
      <Notice
        key={instance.id}
        icon={IconAlertTriangle}
        tone="bad"
        text={
          <b>{words.failed.what(reasonOf(words, instance.reason).what, instance.name, instance.readyAt !== null)}</b>
        }
      >
        <Button
          variant="subtle"
          color="ink"
          size="xs"
          aria-label={words.home.whyName(instance.name)}
          renderRoot={(props) => (
            <Link to="/instances/$facility/$id" params={{ facility: facility.id, id: instance.id }} {...props} />
          )}
          onClick={dismiss}
        >
          {words.home.why}
        </Button>
        <Button
          variant="subtle"
          color="ink"
          size="xs"
          aria-label={`${words.home.gotIt}, ${instance.name}`}
          onClick={dismiss}
        >
          {words.home.gotIt}
        </Button>
      </Notice>
    );
  });
}
