import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useLanguage } from '../messages/language.tsx';
import { useOwnerAway } from '../people/use-owner-away.ts';
import { Acts, type Asked } from './acts.tsx';
import { canEnd, canOpen, canRestart, canStop, isStarting, type Seen } from './life.ts';
import type { useOpen } from './use-open.ts';

type Parts = { seen: Seen; way: ReturnType<typeof useOpen>; withPage?: boolean };

/** What is done now and then. Only what can be done is in it. */
export function InstanceMenu({ seen, way, withPage }: Parts) {
  const { words } = useLanguage();
  const [asked, setAsked] = useState<Asked>();
  const { instance, facility } = seen;
  const isAway = useOwnerAway(seen);
  const open = instance.interfaces.filter((one) => canOpen(seen, one) && !isAway(one.kind));

  const items: ReactNode[] = [
    withPage && (
      <Menu.Item
        key="page"
        renderRoot={(props) => (
          <Link to="/instances/$facility/$id" params={{ facility: facility.id, id: instance.id }} {...props} />
        )}
      >
        {words.instance.details}
      </Menu.Item>
    ),
    ...open.map(({ name, title }) => (
      <Menu.Item key={`open-${name}`} onClick={() => way.open(name, 'new tab')}>
        {words.instance.inNewTab(title)}
      </Menu.Item>
    )),
    ...(canRestart(seen)
      ? instance.interfaces.map((one) => (
          <Menu.Item key={one.name} onClick={() => setAsked({ act: 'restart', interface: one.name })}>
            {words.instance.restartOne(one.title)}
          </Menu.Item>
        ))
      : []),
    canStop(seen) && !isStarting(instance) && (
      <Menu.Item key="stop" onClick={() => setAsked({ act: 'stop' })}>
        {words.instance.stopIt}
      </Menu.Item>
    ),
    canEnd(seen) && (
      <Menu.Item key="end" onClick={() => setAsked({ act: 'end' })}>
        {words.instance.endIt}
      </Menu.Item>
    ),
  ].filter(Boolean);
  if (items.length === 0) return null;

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="ink" size={36} aria-label={words.instance.more(instance.name)}>
            <IconDots size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>{items}</Menu.Dropdown>
      </Menu>
      <Acts key={asked?.act} seen={seen} asked={asked} close={() => setAsked(undefined)} />
    </>
  );
}
