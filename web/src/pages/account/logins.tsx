import type { Login } from '@atrium/contract/portal/account';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { explain } from '../../messages/explain.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useAnnounce } from '../../news/announcer.tsx';
import { signOut } from '../../shell/sign-out.ts';
import styles from './account.module.css';

/** Where the person is signed in. To end a login closes what it opened. */
export function Logins({ logins }: { logins: Login[] }) {
  const { words } = useLanguage();
  const queries = useQueryClient();
  const [isEnding, setEnding] = useState(false);
  const end = useMutation(
    api.account.endLogin.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: api.account.get.key() }),
    }),
  );

  async function everywhere() {
    setEnding(true);
    const others = logins.filter(({ isThis }) => !isThis).map(({ id }) => end.mutateAsync({ id }));
    const results = await Promise.allSettled(others);
    setEnding(false);
    if (results.every(({ status }) => status === 'fulfilled')) signOut();
  }
  return (
    <section aria-labelledby="logins" className={styles.logins}>
      <div className={styles.sectionHead}>
        <h2 id="logins">{words.account.logins}</h2>
        <Button variant="default" size="xs" loading={isEnding} onClick={everywhere}>
          {words.account.everywhere}
        </Button>
      </div>
      <p className={styles.quiet}>{words.account.endCloses}</p>
      <ul className={styles.rows}>
        {logins.map((login) => (
          <OneLogin key={login.id} login={login} end={() => end.mutateAsync({ id: login.id })} />
        ))}
      </ul>
      {end.error && (
        <p className={styles.refused} role="alert">
          {explain(end.error, words).sentence}
        </p>
      )}
    </section>
  );
}

function OneLogin({ login, end }: { login: Login; end: () => Promise<unknown> }) {
  const { words } = useLanguage();
  const announce = useAnnounce();
  const [isEnding, setEnding] = useState(false);
  async function endIt() {
    setEnding(true);
    await end().then(
      () => announce(words.account.ended(login.browser)),
      () => {},
    );
    setEnding(false);
  }
  return (
    <li className={styles.login}>
      <p>
        <b>{login.browser}</b> {login.isThis && <span className={styles.tag}>{words.account.thisOne}</span>}
        <small>{words.account.times(login.beganAt, login.lastUsedAt, login.endsAt)}</small>
      </p>
      {login.isThis ? (
        <Button variant="default" size="xs" onClick={signOut}>
          {words.shell.signOut}
        </Button>
      ) : (
        <Button
          variant="default"
          size="xs"
          loading={isEnding}
          aria-label={`${words.account.end}, ${login.browser}`}
          onClick={endIt}
        >
          {words.account.end}
        </Button>
      )}
    </li>
  );
}
