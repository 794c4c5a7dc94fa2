import { useLocation } from '@tanstack/react-router';
import { SignInLink } from '../login/sign-in-link.tsx';
import { useLanguage } from '../messages/language.tsx';
import { Page } from '../shell/page.tsx';
import styles from './message-page.module.css';

/** Where the portal leads when a sign-in did not come to its end: at which step, and the trace to quote. */
export function SignInFailedPage() {
  const { login, states } = useLanguage().words;
  const asked = new URLSearchParams(useLocation().searchStr);
  const returnTo = asked.get('returnTo');
  const [step, trace] = [asked.get('step'), asked.get('trace')];
  return (
    <Page title={login.failed}>
      <div className={styles.message}>
        <p>{login.failedSentence}</p>
        <div className={styles.ways}>
          <SignInLink returnTo={returnTo?.startsWith('/') ? returnTo : '/'}>{login.beginAgain}</SignInLink>
        </div>
        <small className={styles.trace}>
          {step && `${login.step} ${step.slice(0, 60)} · `}
          {trace && (
            <>
              {states.trace} <code>{trace.slice(0, 64)}</code>
            </>
          )}
        </small>
      </div>
    </Page>
  );
}
