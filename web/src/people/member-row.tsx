import type { Member } from '@atrium/contract/v1/members';
import { Button, NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api.ts';
import type { Seen } from '../instance/life.ts';
import { explain } from '../messages/explain.ts';
import { useLanguage } from '../messages/language.tsx';
import { useAnnounce } from '../news/announcer.tsx';
import { PersonCircle } from '../signs/person-circle.tsx';
import { Sign } from '../signs/sign.tsx';
import styles from './people.module.css';
import { useChangeMembers } from './use-members.ts';

type Parts = { seen: Seen; member: Member; isSelf: boolean; hasControl: boolean; onRemoved: () => void };
type Invited = 'collaborator' | 'viewer';

/** One person: who, what they may do, whether they are here. The owner changes that in place. */
export function MemberRow({ seen, member, isSelf, hasControl, onRemoved }: Parts) {
  const { words } = useLanguage();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const { changeRole, remove, leave } = useChangeMembers(seen);
  const { person, role, since, connections } = member;
  const { instance, facility, silentSince } = seen;
  const input = { instance: instance.id, person: person.id };
  const isByOwner = instance.role === 'owner' && role !== 'owner' && !silentSince;
  const mayLeave = isSelf && role !== 'owner' && !silentSince;
  const error = changeRole.error ?? remove.error ?? leave.error;

  function choose(next: Invited) {
    changeRole.mutate(
      { ...input, role: next },
      { onSuccess: () => announce(words.people.changed(person.name, words.people.roles[next])) },
    );
  }
  function go() {
    if (!isSelf) return remove.mutate(input, { onSuccess: removed });
    leave.mutate(input, { onSuccess: left });
  }
  function removed() {
    announce(words.people.removed(person.name));
    onRemoved();
  }
  function left() {
    announce(words.people.left(instance.name));
    queries.invalidateQueries({ queryKey: api.instances.list.key({ input: { facility: facility.id } }) });
    navigate({ to: '/instances', search: { text: '' } });
  }

  return (
    <li className={styles.member}>
      <PersonCircle name={person.name} self={isSelf} size={36} hasControl={hasControl} />
      <p className={styles.who}>
        <b>{person.name}</b> {isSelf && <i>{words.people.you}</i>}
        <small>{[person.organisation, words.people.since(since)].filter(Boolean).join(' · ')}</small>
      </p>
      <span className={styles.presence} data-here={connections > 0 || undefined}>
        <Sign is={connections > 0 ? 'free' : 'notOffered'} />
        {connections > 0 ? words.people.here : words.people.away}
        {hasControl && `, ${words.people.hasControl}`}
      </span>
      {isByOwner ? (
        <NativeSelect
          className={styles.role}
          aria-label={words.people.roleOf(person.name)}
          value={role}
          disabled={changeRole.isPending}
          onChange={(event) => choose(event.target.value as Invited)}
          data={(['collaborator', 'viewer'] as const).map((value) => ({ value, label: words.people.roles[value] }))}
        />
      ) : (
        <span className={styles.role}>{words.people.roles[role]}</span>
      )}
      {(isByOwner || mayLeave) && (
        <Button
          className={styles.go}
          variant="subtle"
          size="xs"
          aria-expanded={isAsked}
          aria-label={isSelf ? undefined : `${words.people.remove} ${person.name}`}
          onClick={() => setAsked(!isAsked)}
        >
          {isSelf ? words.people.leave : words.people.remove}
        </Button>
      )}
      {isAsked && (
        <div className={styles.asked}>
          <p>{isSelf ? words.people.leaveWhat(instance.owner.name) : words.people.removeWhat(person.name)}</p>
          <Button variant="subtle" size="xs" onClick={() => setAsked(false)}>
            {isSelf ? words.people.stay : words.people.keep(person.name)}
          </Button>
          <Button variant="default" size="xs" loading={remove.isPending || leave.isPending} onClick={go}>
            {isSelf ? words.people.leaveName(instance.name) : words.people.removeName(person.name)}
          </Button>
        </div>
      )}
      {error && (
        <p className={styles.refused} role="alert">
          {explain(error, words).sentence}
        </p>
      )}
    </li>
  );
}
