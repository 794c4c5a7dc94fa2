import { useLocalStorage } from '@mantine/hooks';
import { useCallback } from 'react';

/** To be told when an instance has started. Kept in this browser, for only it can show the notice. */
export type Wish = { facility: string; id: string };

export function useWishes() {
  const [wishes, setWishes] = useLocalStorage<Wish[]>({
    key: 'atrium.wishes',
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const add = useCallback((wish: Wish) => setWishes((before) => [...without(before, wish.id), wish]), [setWishes]);
  const drop = useCallback((id: string) => setWishes((before) => without(before, id)), [setWishes]);
  return { wishes, add, drop };
}

function without(wishes: Wish[], id: string): Wish[] {
  return wishes.filter((wish) => wish.id !== id);
}
