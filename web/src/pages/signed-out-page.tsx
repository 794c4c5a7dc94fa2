import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useLogin } from '../login/login-provider.tsx';
import { SignInLink } from '../login/sign-in-link.tsx';
import { useLanguage } from '../messages/language.tsx';
import { Page } from '../shell/page.tsx';
import styles from './message-page.module.css';

/** Where the portal leads after a sign-out. */
export function SignedOutPage() {
  const { words } = useLanguage();
  const isOut = useLogin().is === 'out';
  return (
    <Page title={isOut ? words.login.out : words.login.inAgain}>
      <div className={styles.message}>
        <p>{isOut ? words.login.outGoesOn : words.login.inAgainSentence}</p>
        <div className={styles.ways}>
          {isOut && <SignInLink returnTo="/">{words.login.again}</SignInLink>}
          <Button variant={isOut ? 'subtle' : 'default'} renderRoot={(props) => <Link to="/" {...props} />}>
            {words.notFound.home}
          </Button>
        </div>
      </div>
    </Page>
  );
}
