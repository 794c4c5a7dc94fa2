import type { Facility } from '@atrium/contract/portal/federation';
import { Button } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconTool } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { at } from '../../api.ts';
import type { Seen } from '../../instance/life.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useNow } from '../../shell/use-now.ts';
import { Notice } from '../../states/notice.tsx';

/** What facilities announce, if the person has something there; once read, it is gone. */
export function Announcements({ seen }: { seen: Seen[] }) {
  const { words } = useLanguage();
  const now = useNow(60_000).toISOString();
  const [read, setRead] = useLocalStorage<string[]>({ key: 'atrium.read', defaultValue: [] });
  const facilities = [...new Map(seen.map(({ facility }) => [facility.id, facility])).values()];
  const answers = useQueries({ queries: facilities.map(({ id }) => at(id).facility.get.queryOptions()) });

  const current = facilities.flatMap((facility, place) =>
    (answers[place]?.data?.announcements ?? [])
      .filter(({ id, until }) => !read.includes(keyOf(facility, id)) && (until === null || until > now))
      .map((announcement) => ({ facility, ...announcement })),
  );
  return current.map(({ facility, id, text }) => (
    <Notice
      key={keyOf(facility, id)}
      icon={IconTool}
      text={
        <>
          <b>{words.home.announces(facility.name)}</b> {text}
        </>
      }
    >
      <Button
        variant="subtle"
        color="ink"
        size="xs"
        onClick={() => setRead((before) => [...before.slice(-99), keyOf(facility, id)])}
      >
        {words.home.gotIt}
      </Button>
    </Notice>
  ));
}

function keyOf({ id }: Facility, announcement: string): string {
  return `${id}/${announcement}`;
}
