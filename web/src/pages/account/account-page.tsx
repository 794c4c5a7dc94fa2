import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { useMe } from '../../login/login-provider.tsx';
import { useLanguage } from '../../messages/language.tsx';
import { Page } from '../../shell/page.tsx';
import { PersonCircle } from '../../signs/person-circle.tsx';
import { Unanswered } from '../../states/unanswered.tsx';
import styles from './account.module.css';
import { Claims } from './claims.tsx';
import { Logins } from './logins.tsx';
import { Preferences } from './preferences.tsx';
import { Used } from './used.tsx';

/** What the portal knows of the person, and where that person is signed in. */
export function AccountPage() {
  const { words } = useLanguage();
  const me = useMe();
  const account = useQuery(api.account.get.queryOptions());
  return (
    <Page title={words.account.title}>
      <div className={styles.page}>
        {me && (
          <div className={styles.person}>
            <PersonCircle name={me.name} self size={36} />
            <p>
              <b>{me.name}</b>
              <small>{me.organisation ?? words.account.noOrganisation}</small>
            </p>
          </div>
        )}
        <Preferences />
        <Used />
        <Unanswered query={account} what={words.account.missing} rows={5} height={44} />
        {account.data && <Logins logins={account.data.logins} />}
        {account.data && <Claims account={account.data} />}
      </div>
    </Page>
  );
}
