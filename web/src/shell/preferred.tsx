import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import { useMe } from '../login/login-provider.tsx';
import { isLanguage, useLanguage } from '../messages/language.tsx';

/** Once it is known who is signed in, what that person chose in any browser holds in this one. */
export function Preferred() {
  const { language, choose } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const me = useMe();
  const follow = useEffectEvent(() => {
    if (!me) return;
    const { language: wished, colourScheme } = me.preferences;
    if (wished && isLanguage(wished) && wished !== language) choose(wished);
    if (colourScheme !== colorScheme) setColorScheme(colourScheme);
  });
  const person = me && `${me.name} ${me.loginEndsAt}`;
  // Only when another login begins: what is chosen afterwards is chosen here.
  useEffect(() => {
    if (person) follow();
  }, [person]);
  return null;
}
