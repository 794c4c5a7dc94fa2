import { claimName } from '../../messages/known.ts';
import { useLanguage } from '../../messages/language.tsx';
import styles from './account.module.css';

type Parts = {
  account: {
    issuer: string;
    subject: string;
    subjectFrom: string;
    claims: { name: string; values: string[] }[];
    ignored: { claim: string; value: string; because: string }[];
  };
};

/** What the identity provider said at the last sign-in, word for word, and what of it counts for nothing. */
export function Claims({ account: { issuer, subject, subjectFrom, claims, ignored } }: Parts) {
  const { words } = useLanguage();
  const named = [
    { name: 'iss', values: [issuer] },
    { name: subjectFrom, values: [subject] },
  ];
  const all = [...named, ...claims.filter(({ name }) => name !== 'iss' && name !== subjectFrom)];
  return (
    <>
      <section aria-labelledby="claims">
        <h2 id="claims">{words.account.claims}</h2>
        <p className={styles.quiet}>{words.account.asReceived}</p>
        <dl className={styles.claims}>
          {all.map(({ name, values }) => (
            <div key={name}>
              <Name of={name} />
              <dd>
                {values.map((value) => (
                  <code key={value}>{value}</code>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      {ignored.length > 0 && (
        <section aria-labelledby="ignored">
          <h2 id="ignored">{words.account.ignored}</h2>
          <p className={styles.quiet}>{words.account.ignoredWhy}</p>
          <dl className={styles.claims}>
            {ignored.map(({ claim, value, because }) => (
              <div key={`${claim} ${value}`}>
                <Name of={claim} />
                <dd>
                  <code>{value}</code>
                  <small>{because}</small>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

/** In words where it is known, and as it is called among machines. */
function Name({ of: claim }: { of: string }) {
  const known = claimName(useLanguage().words, claim);
  return (
    <dt>
      {known && <b>{known}</b>}
      <code>{claim}</code>
    </dt>
  );
}
