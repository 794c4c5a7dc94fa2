import type { ErrorCode } from '@atrium/contract/errors';
import type { Facility } from '@atrium/contract/portal/federation';
import { Button } from '@mantine/core';
import { ORPCError } from '@orpc/client';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { explain, factsOf } from '../../messages/explain.ts';
import { useLanguage } from '../../messages/language.tsx';
import { forgetInvitation } from '../../people/link.ts';
import { Sign } from '../../signs/sign.tsx';
import message from '../message-page.module.css';
import styles from './join.module.css';

/** Asked again, the answer would be the same. */
const forGood: ErrorCode[] = ['INVITATION_NOT_FOUND', 'INVITATION_OVER', 'MEMBER_ALREADY', 'FACILITY_UNKNOWN'];
/** The facility could still change its mind about the person, or the owner about the instance. */
const forNow: ErrorCode[] = ['ACCOUNT_MISSING', 'PLAN_FORBIDDEN', 'DATASET_FORBIDDEN', 'STATE_FORBIDS', 'NOT_OFFERED'];
const byFacility: string[] = ['ACCOUNT_MISSING', 'PLAN_FORBIDDEN', 'DATASET_FORBIDDEN', 'NOT_OFFERED'];

/** No failure, but an answer. */
export function isRefusal(error: Error): boolean {
  return error instanceof ORPCError && [...forGood, ...forNow].includes(error.code as ErrorCode);
}

type Parts = { error: Error; facility: Facility | undefined };

/** Why it cannot be accepted, and what to do next. */
export function Refused({ error, facility }: Parts) {
  const { words } = useLanguage();
  const code = error instanceof ORPCError ? error.code : '';
  const wasUsed = factsOf(error, 'INVITATION_OVER')?.state === 'accepted';
  const isForGood = forGood.some((one) => one === code);
  useEffect(() => {
    if (isForGood) forgetInvitation();
  }, [isForGood]);

  return (
    <div className={message.message} role="alert">
      <h2 className={styles.title}>
        <Sign is={code === 'MEMBER_ALREADY' ? 'done' : 'lock'} />
        {titleOf(code)}
      </h2>
      <p>
        {explain(error, words).sentence} {wasUsed && words.join.wasIt}
      </p>
      <div className={message.ways}>
        {byFacility.includes(code) && facility?.accessUrl && (
          <Button variant="default" component="a" href={facility.accessUrl}>
            {words.join.howToGet}
          </Button>
        )}
        {byFacility.includes(code) && facility?.contact && (
          <Button variant="default" component="a" href={`mailto:${facility.contact}`}>
            {words.join.askFacility(facility.name)}
          </Button>
        )}
        <Button
          variant={byFacility.includes(code) ? 'subtle' : 'default'}
          renderRoot={(props) => <Link to="/instances" search={{ text: '' }} {...props} />}
        >
          {words.notFound.instances}
        </Button>
      </div>
    </div>
  );

  function titleOf(refusal: string): string {
    if (refusal === 'MEMBER_ALREADY') return words.join.yours;
    return refusal.startsWith('INVITATION') ? words.join.over : words.join.refused;
  }
}
