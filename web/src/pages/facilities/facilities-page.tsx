import { useQueries } from '@tanstack/react-query';
import { at } from '../../api.ts';
import { facilityState } from '../../federation/facility-state.ts';
import { useFederation } from '../../federation/use-federation.ts';
import { silentSince } from '../../messages/explain.ts';
import { useLanguage } from '../../messages/language.tsx';
import { Page } from '../../shell/page.tsx';
import { Unanswered } from '../../states/unanswered.tsx';
import styles from './facilities.module.css';
import { FacilityRow } from './facility-row.tsx';

/** Which facilities there are, and how each is now. */
export function FacilitiesPage() {
  const { words } = useLanguage();
  const federation = useFederation();
  const facilities = federation.data?.facilities ?? [];
  const said = useQueries({ queries: facilities.map(({ id }) => at(id).facility.get.queryOptions()) });
  const states = facilities.map((facility, place) => {
    const since = facility.silentSince ?? silentSince(said[place]?.error) ?? null;
    return facilityState({ ...facility, silentSince: since }, said[place]?.data);
  });
  const count = (is: string) => states.filter((state) => state === is).length;

  return (
    <Page title={words.shell.facilities}>
      <Unanswered query={federation} what={words.launch.facilitiesMissing} rows={4} height={96} />
      {federation.isSuccess && (
        <>
          <p className={styles.sentence} role="status">
            <b>
              {count('asking') > 0
                ? words.facilities.asking
                : words.facilities.sentence(
                    facilities.length,
                    count('working'),
                    count('part'),
                    count('down') + count('silent'),
                  )}
            </b>
          </p>
          <p className={styles.head} aria-hidden="true">
            <span>{words.launch.facility}</span>
            <span>{words.facilities.now}</span>
            <span>{words.facilities.free}</span>
          </p>
          <ul className={styles.rows}>
            {facilities.map((facility) => (
              <FacilityRow key={facility.id} facility={facility} />
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}
