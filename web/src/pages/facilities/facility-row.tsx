import type { Facility } from '@atrium/contract/portal/federation';
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX, IconTool } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { offersOf, signOfFacility } from '../../federation/facility-state.ts';
import { useFacility } from '../../federation/use-facility.ts';
import { explain } from '../../messages/explain.ts';
import { kindName, problemSentence } from '../../messages/known.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useNow } from '../../shell/use-now.ts';
import { FacilitySquare } from '../../signs/facility-square.tsx';
import { Sign, toneOf } from '../../signs/sign.tsx';
import { Notice } from '../../states/notice.tsx';
import { linkTo } from '../launch/draft.ts';
import styles from './facilities.module.css';
import { FreePlaces, usePlans } from './free-places.tsx';

export function FacilityRow({ facility }: { facility: Facility }) {
  const { words } = useLanguage();
  const { said, since, state, error, ask, isAsking } = useFacility(facility);
  const now = useNow(60_000).toISOString();
  const sign = signOfFacility[state];
  const announcements = said?.announcements.filter(({ until }) => until === null || until > now) ?? [];
  const offers = said ? offersOf(said, words) : [];
  const hasCompute = said?.capabilities.compute === true && !since;
  const plans = usePlans(facility, hasCompute);
  const isForMe = plans.data?.plans.some(({ availability }) => availability.is !== 'forbidden') === true;
  const needsProposal =
    plans.data?.plans.some(({ availability: one }) => one.is === 'forbidden' && one.why.code === 'PROPOSAL_NEEDED') ===
    true;

  return (
    <li className={styles.row}>
      <FacilitySquare facility={facility} size={36} />
      <div className={styles.who}>
        <h2>{facility.name}</h2>
        <p>{words.facilities.offers(kindName(words, facility.kind), offers)}</p>
        {said?.description && <small>{said.description}</small>}
      </div>
      <p className={styles.state} style={{ color: toneOf(sign) }}>
        <Sign is={sign} />
        <b>{since ? words.launch.noAnswer(since) : words.facilities.states[state]}</b>
      </p>
      <div className={styles.free}>
        {since ? words.facilities.freeUnknown : said && <FreePlaces hasCompute={hasCompute} plans={plans} />}
      </div>
      <div className={styles.action}>
        {since || state === 'down' ? (
          <Button
            variant="default"
            loading={isAsking}
            onClick={() => ask()}
            aria-label={`${words.launch.askAgain}, ${facility.name}`}
          >
            {words.launch.askAgain}
          </Button>
        ) : (
          isForMe && (
            <Button
              variant="default"
              aria-label={`${words.facilities.newHere}, ${facility.name}`}
              renderRoot={(props) => (
                <Link to="/instances/new" search={{ text: linkTo({ facility: facility.id }) }} {...props} />
              )}
            >
              {words.facilities.newHere}
            </Button>
          )
        )}
        {!isForMe && needsProposal && facility.accessUrl && (
          <Button variant="subtle" component="a" href={facility.accessUrl}>
            {words.launch.howToGetProposal}
          </Button>
        )}
      </div>
      <div className={styles.notices}>
        {since && <Notice icon={IconPlugConnectedX} tone="bad" text={words.facilities.mayStillRun} />}
        {!since && error && <Notice icon={IconAlertTriangle} tone="bad" text={explain(error, words).sentence} />}
        {!since &&
          said?.health.problems.map((problem) => (
            <Notice
              key={`${problem.code}/${problem.subject}`}
              icon={IconAlertTriangle}
              text={problemSentence(words, problem)}
            />
          ))}
        {announcements.map(({ id, text }) => (
          <Notice key={id} icon={IconTool} text={text} />
        ))}
      </div>
    </li>
  );
}
