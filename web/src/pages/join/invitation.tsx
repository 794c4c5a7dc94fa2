import type { Facility } from '@atrium/contract/portal/federation';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, at } from '../../api.ts';
import { useGoTo } from '../../instance/use-go-to.ts';
import { useMe } from '../../login/login-provider.tsx';
import { explain } from '../../messages/explain.ts';
import { useLanguage } from '../../messages/language.tsx';
import { forgetInvitation, type Invited } from '../../people/link.ts';
import { signOut } from '../../shell/sign-out.ts';
import { FacilitySquare } from '../../signs/facility-square.tsx';
import { Failed } from '../../states/failed.tsx';
import { Loading } from '../../states/loading.tsx';
import message from '../message-page.module.css';
import styles from './join.module.css';
import { isRefusal, Refused } from './refused.tsx';

type Parts = { invited: Invited; facility: Facility | undefined };

/** Who invites, to what, and what it means; then yes or no. */
export function Invitation({ invited, facility }: Parts) {
  const { words } = useLanguage();
  const name = useMe()?.name;
  const { members } = at(invited.facility);
  const queries = useQueryClient();
  const goTo = useGoTo(invited.facility);
  const { code } = invited;
  const look = useQuery(members.look.queryOptions({ input: { code } }));
  const [isDeclined, setDeclined] = useState(false);
  const accept = useMutation(
    members.accept.mutationOptions({
      onSuccess: (joined) => {
        forgetInvitation();
        queries.invalidateQueries({ queryKey: api.instances.list.key({ input: { facility: invited.facility } }) });
        goTo(joined);
      },
    }),
  );
  const decline = useMutation(
    members.decline.mutationOptions({
      onSuccess: () => {
        forgetInvitation();
        setDeclined(true);
      },
    }),
  );
  const error = accept.error ?? decline.error;

  if (look.error && isRefusal(look.error)) return <Refused error={look.error} facility={facility} />;
  if (error && isRefusal(error)) return <Refused error={error} facility={facility} />;
  if (look.error) {
    return (
      <Failed
        key={look.errorUpdatedAt}
        what={words.join.missing}
        stillWorks={words.join.stillThere}
        error={look.error}
        retry={look.refetch}
      />
    );
  }
  if (!look.data) return <Loading rows={3} height={72} />;
  const { instance, owner, role, interfaces, note, expiresAt } = look.data;
  if (isDeclined) {
    return (
      <div className={message.message} role="status">
        <h2>{words.join.declined}</h2>
        <p>{words.join.declinedWhat(owner.name)}</p>
      </div>
    );
  }
  const facts: [string, string][] = [
    [words.join.opens, words.list(interfaces)],
    [words.join.until, words.join.deadline(expiresAt)],
  ];
  return (
    <div className={styles.invitation}>
      <h2>{words.join.who(owner.name, instance.name)}</h2>
      <p className={styles.where}>
        {facility && <FacilitySquare facility={facility} />}
        <span>{look.data.facility}</span>
        <span>{instance.environment}</span>
        {owner.organisation && <span>{words.join.from(owner.name, owner.organisation)}</span>}
      </p>
      {note && (
        <figure className={styles.note}>
          <figcaption>{words.join.note(owner.name)}</figcaption>
          <blockquote>{note}</blockquote>
        </figure>
      )}
      <dl className={styles.facts}>
        <div>
          <dt>{words.join.as}</dt>
          <dd>
            <b>{words.people.roles[role]}</b>
            <p>{words.join.means[role](owner.name)}</p>
          </dd>
        </div>
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.quiet}>{words.join.seen}</p>
      {name && (
        <p className={styles.quiet}>
          {words.join.account(name)}{' '}
          <Button size="compact-sm" variant="subtle" onClick={signOut}>
            {words.shell.signOut}
          </Button>
        </p>
      )}
      {error && (
        <p className={styles.refused} role="alert">
          {explain(error, words).sentence}
        </p>
      )}
      <div className={message.ways}>
        <Button size="md" loading={accept.isPending} onClick={() => accept.mutate({ code })}>
          {words.join.accept}
        </Button>
        <Button size="md" variant="default" loading={decline.isPending} onClick={() => decline.mutate({ code })}>
          {words.join.decline}
        </Button>
      </div>
    </div>
  );
}
