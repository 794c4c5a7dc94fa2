import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Seen } from '../instance/life.ts';
import { useLanguage } from '../messages/language.tsx';
import { Unanswered } from '../states/unanswered.tsx';
import { AwayChoice, AwayTold } from './away.tsx';
import { Invitations } from './invitations.tsx';
import { Invite } from './invite.tsx';
import { MemberRow } from './member-row.tsx';
import styles from './people.module.css';
import { isShared, useMembers, useOwnId } from './use-members.ts';

/** Who has a part in an instance, who is here, and what its owner lets them do. */
export function PeopleSection({ seen }: { seen: Seen }) {
  const { words } = useLanguage();
  const { query, people, isOffered } = useMembers(seen);
  const self = useOwnId(seen);
  const [isInviting, setInviting] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  if (!isOffered) return null;
  const isOwner = seen.instance.role === 'owner';
  const isOpen = people?.invitations.some(({ state }) => state === 'open');

  function close() {
    setInviting(false);
    setTimeout(() => button.current?.focus());
  }
  return (
    <section aria-labelledby="people" className={styles.people}>
      <div className={styles.head}>
        <h2 id="people" tabIndex={-1} ref={title}>
          {words.people.title} {people && <span>{people.members.length}</span>}
        </h2>
        {isOwner && people && !isInviting && !seen.silentSince && (
          <Button
            ref={button}
            variant="default"
            leftSection={<IconUserPlus size={16} stroke={1.6} aria-hidden />}
            onClick={() => setInviting(true)}
          >
            {words.people.invite}
          </Button>
        )}
      </div>
      {isInviting && <Invite seen={seen} close={close} />}
      {seen.silentSince && !people && <p className={styles.quiet}>{words.people.outOfReach(seen.facility.name)}</p>}
      {!seen.silentSince && <Unanswered query={query} what={words.people.missing} rows={2} height={57} />}
      {people && (
        <ul className={styles.rows}>
          {people.members.map((member) => (
            <MemberRow
              key={member.person.id}
              seen={seen}
              member={member}
              isSelf={member.person.id === self}
              hasControl={people.driver === member.person.id}
              onRemoved={() => title.current?.focus()}
            />
          ))}
        </ul>
      )}
      {people && isOwner && !isShared(people) && !isOpen && <p className={styles.quiet}>{words.people.alone}</p>}
      {people && isOwner && <Invitations seen={seen} invitations={people.invitations} />}
      {people && isOwner && (isShared(people) || isOpen) && <AwayChoice seen={seen} away={people.away} />}
      {people && !isOwner && <AwayTold seen={seen} away={people.away} />}
    </section>
  );
}
