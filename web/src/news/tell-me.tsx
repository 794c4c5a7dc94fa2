import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { at } from '../api.ts';
import { isStarting } from '../instance/life.ts';
import { stateName } from '../messages/known.ts';
import { useLanguage } from '../messages/language.tsx';
import { useWishes, type Wish } from './wishes.ts';

/** Tells of each instance that the person wished to hear of, whichever page is open; then the wish is done. */
export function TellMe() {
  const { wishes, drop } = useWishes();
  return wishes.map((wish) => <Told key={wish.id} wish={wish} drop={drop} />);
}

function Told({ wish, drop }: { wish: Wish; drop: (id: string) => void }) {
  const { words } = useLanguage();
  const router = useRouter();
  const { facility, id } = wish;
  const { data: instance } = useQuery(at(facility).instances.get.queryOptions({ input: { id } }));

  useEffect(() => {
    if (!instance || isStarting(instance)) return;
    drop(id);
    if (Notification.permission !== 'granted') return;
    const told = new Notification(`${instance.name}: ${stateName(words, instance)}`, { tag: id });
    told.onclick = () => {
      window.focus();
      router.navigate({ to: '/instances/$facility/$id', params: { facility, id } });
    };
  }, [instance, facility, id, drop, router, words]);
  return null;
}
