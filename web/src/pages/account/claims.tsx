import { useFederation } from '../../federation/use-federation.ts';
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
    leftOut: { facility: string; claim: string; values: string[] }[];
  };
};

/** What the identity provider said at the last sign-in, word for word, and what of it counts for nothing, and where. */
export function Claims({ account: { issuer, subject, subjectFrom, claims, ignored, leftOut } }: Parts) {
  const { words } = useLanguage();
  const facilities = useFederation().data?.facilities ?? [];
  const nameOf = (id: string) => facilities.find((one) => one.id === id)?.name ?? id;
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
      {leftOut.length > 0 && (
        <section aria-labelledby="left-out">
          <h2 id="left-out">{words.account.leftOut}</h2>
          <p className={styles.quiet}>{words.account.leftOutWhy}</p>
          <dl className={styles.claims}>
            {leftOut.map(({ facility, claim, values }) => (
              <div key={`${claim} ${facility}`}>
                <dt>{words.account.leftOutAt(claim, nameOf(facility))}</dt>
                <dd>
                  {values.map((value) => (
                    <code key={value}>{value}</code>
                  ))}
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
