import type { Facility } from '@atrium/contract/portal/federation';
import { offersOf, signOfFacility } from '../../federation/facility-state.ts';
import { useFacility } from '../../federation/use-facility.ts';
import type { useFederation } from '../../federation/use-federation.ts';
import { kindName } from '../../messages/known.ts';
import { useLanguage } from '../../messages/language.tsx';
import { FacilitySquare } from '../../signs/facility-square.tsx';
import { Sign, toneOf } from '../../signs/sign.tsx';
import { Unanswered } from '../../states/unanswered.tsx';
import styles from './welcome.module.css';

export function FacilitiesNow({ federation }: { federation: ReturnType<typeof useFederation> }) {
  const { words } = useLanguage();
  return (
    <section className={styles.facilities} aria-labelledby="facilities">
      <h2 id="facilities">{words.welcome.facilitiesNow}</h2>
      <Unanswered query={federation} what={words.launch.facilitiesMissing} rows={4} height={57} />
      <ul>
        {federation.data?.facilities.map((facility) => (
          <FacilityNow key={facility.id} facility={facility} />
        ))}
      </ul>
      <p className={styles.note}>{words.welcome.keepsItsOwn}</p>
    </section>
  );
}

function FacilityNow({ facility }: { facility: Facility }) {
  const { words } = useLanguage();
  const { said, since, state } = useFacility(facility);
  const sign = signOfFacility[state];
  const [problem] = said?.health.problems ?? [];
  const second = since
    ? words.welcome.missingSince(since)
    : (problem?.message ?? (said && words.list(offersOf(said, words))));
  return (
    <li>
      <FacilitySquare facility={facility} />
      <p>
        <b>{facility.name}</b> {kindName(words, facility.kind)}
        <small>{second ?? '\u00a0'}</small>
      </p>
      <span style={{ color: toneOf(sign) }}>
        <Sign is={sign} />
        {words.welcome.states[state]}
      </span>
    </li>
  );
}
