import { type Away, awayPolicies } from '@atrium/contract/v1/members';
import type { Seen } from '../instance/life.ts';
import { explain } from '../messages/explain.ts';
import { useLanguage } from '../messages/language.tsx';
import { useAnnounce } from '../news/announcer.tsx';
import styles from './people.module.css';
import { useChangeMembers } from './use-members.ts';

type Parts = { seen: Seen; away: Away };

/** What the others may do while the owner is away: three choices, each with what follows from it. */
export function AwayChoice({ seen, away }: Parts) {
  const { words } = useLanguage();
  const announce = useAnnounce();
  const { setAway } = useChangeMembers(seen);
  const chosen = setAway.isPending ? setAway.variables.away : away;

  function choose(next: Away) {
    setAway.mutate(
      { instance: seen.instance.id, away: next },
      { onSuccess: () => announce(words.people.awayChanged(words.people.awayIs[next])) },
    );
  }
  return (
    <fieldset className={styles.choices} disabled={seen.silentSince !== null}>
      <legend>{words.people.whileAway}</legend>
      {awayPolicies.map((one) => (
        <label key={one} data-chosen={one === chosen || undefined}>
          <input type="radio" name="away" value={one} checked={one === chosen} onChange={() => choose(one)} />
          <span>
            <b>{words.people.awayIs[one]}</b>
            <small>{words.people.awayMeans[one]}</small>
          </span>
        </label>
      ))}
      {setAway.error && (
        <p className={styles.refused} role="alert">
          {explain(setAway.error, words).sentence}
        </p>
      )}
    </fieldset>
  );
}

/** The same for the others: what was chosen for them. */
export function AwayTold({ seen, away }: Parts) {
  const { people } = useLanguage().words;
  return <p className={styles.quiet}>{people.awayTold[away](seen.instance.owner.name)}</p>;
}
