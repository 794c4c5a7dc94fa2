import { DatasetList } from '../../data/dataset-list.tsx';
import { useDatasets } from '../../data/use-datasets.ts';
import { useFederation } from '../../federation/use-federation.ts';
import { SignInLink } from '../../login/sign-in-link.tsx';
import { useLanguage } from '../../messages/language.tsx';
import { PlainHead } from '../../shell/plain-head.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { Unanswered } from '../../states/unanswered.tsx';
import { FacilitiesNow } from './facilities-now.tsx';
import styles from './welcome.module.css';

/** For who is not signed in: what this is, the way in, what is open to all, and how the facilities are. */
export function WelcomePage() {
  const { words } = useLanguage();
  const { welcome } = words;
  const federation = useFederation();
  const datasets = useDatasets('');
  const open = datasets.data?.datasets ?? [];
  const { legalUrl, privacyUrl } = federation.data?.portal ?? {};
  useTitle(welcome.title);

  return (
    <div className={styles.page}>
      <PlainHead />
      <main id="main" tabIndex={-1} className={styles.main}>
        <div>
          <h1 tabIndex={-1}>{welcome.sentence}</h1>
          <div className={styles.signIn}>
            <SignInLink size="md">{words.login.signIn}</SignInLink>
            <p>{welcome.withWhat}</p>
          </div>
          <section aria-labelledby="open-data">
            <h2 id="open-data">{welcome.openData}</h2>
            <Unanswered query={datasets} what={words.data.missing} rows={4} height={64} />
            {open.length > 0 && <DatasetList datasets={open} />}
            {datasets.isSuccess && open.length === 0 && <p className={styles.quiet}>{welcome.noOpenData}</p>}
          </section>
        </div>
        <FacilitiesNow federation={federation} />
      </main>
      <footer className={styles.foot}>
        <p className={styles.joined}>{federation.data && welcome.joined(federation.data.facilities.length)}</p>
        {legalUrl && <a href={legalUrl}>{words.shell.legal}</a>}
        {privacyUrl && <a href={privacyUrl}>{words.shell.privacy}</a>}
      </footer>
    </div>
  );
}
