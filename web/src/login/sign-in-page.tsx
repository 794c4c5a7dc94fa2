import { useLanguage } from '../messages/language.tsx';
import styles from '../pages/message-page.module.css';
import { Page } from '../shell/page.tsx';
import { SignInLink } from './sign-in-link.tsx';

/** In the place of a page that is about a person, while it is not known about whom. */
export function SignInPage() {
  const { login } = useLanguage().words;
  return (
    <Page title={login.needed}>
      <div className={styles.message}>
        <p>{login.comeBack}</p>
        <div className={styles.ways}>
          <SignInLink size="md">{login.signIn}</SignInLink>
        </div>
      </div>
    </Page>
  );
}
