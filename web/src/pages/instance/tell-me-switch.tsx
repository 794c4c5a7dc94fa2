import { Switch } from '@mantine/core';
import { useState } from 'react';
import type { Seen } from '../../instance/life.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useWishes } from '../../news/wishes.ts';

/** A notice of the browser, if it allows that. The page never moves the person's window by itself. */
export function TellMeSwitch({ seen: { instance, facility } }: { seen: Seen }) {
  const { starting } = useLanguage().words;
  const { wishes, add, drop } = useWishes();
  const [isDenied, setDenied] = useState(() => 'Notification' in window && Notification.permission === 'denied');
  if (!('Notification' in window)) return null;

  async function wish(isOn: boolean) {
    if (!isOn) return drop(instance.id);
    const permission = await Notification.requestPermission();
    setDenied(permission === 'denied');
    if (permission === 'granted') add({ facility: facility.id, id: instance.id });
  }
  return (
    <Switch
      label={starting.tellMe}
      description={isDenied ? starting.notAllowed : starting.byBrowser}
      checked={wishes.some(({ id }) => id === instance.id)}
      disabled={isDenied}
      onChange={(event) => wish(event.currentTarget.checked)}
    />
  );
}
