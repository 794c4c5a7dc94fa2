import { Outlet, useMatches, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useLogin } from '../login/login-provider.tsx';
import { SignInPage } from '../login/sign-in-page.tsx';
import { useLanguage } from '../messages/language.tsx';
import { TellMe } from '../news/tell-me.tsx';
import { Failed } from '../states/failed.tsx';
import { BottomBar, Rail } from './places.tsx';
import { PlainPage } from './plain-page.tsx';
import { Preferred } from './preferred.tsx';
import styles from './shell.module.css';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Shown to who is not signed in, too. */
    forEverybody?: true;
  }
}

/** What stays while pages come and go; and who may see which. */
export function Frame() {
  const { words } = useLanguage();
  const login = useLogin();
  const isForEverybody = useMatches({ select: (matches) => matches.at(-1)?.staticData.forEverybody === true });
  useFocusOnNewPage();

  switch (login.is) {
    case 'asking':
      return <div className={styles.shell} />;
    case 'unknown':
      return (
        <PlainPage title={words.login.unknown}>
          <Failed what={words.login.unknownWhy} stillWorks={words.states.stillWorks} {...login} />
        </PlainPage>
      );
    case 'out':
      return isForEverybody ? <Outlet /> : <SignInPage />;
    default:
      return (
        <>
          <a href="#main" className={styles.skip}>
            {words.shell.skip}
          </a>
          <div className={styles.shell}>
            <Rail />
            <Outlet />
            <BottomBar />
          </div>
          <TellMe />
          <Preferred />
        </>
      );
  }
}

/** Who reads by ear hears the title of the page that a link led to. */
function useFocusOnNewPage() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (fromLocation && pathChanged) document.querySelector('h1')?.focus();
      }),
    [router],
  );
}
