import type { Invitation } from '@atrium/contract/v1/members';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Seen } from '../instance/life.ts';
import { explain } from '../messages/explain.ts';
import { useLanguage } from '../messages/language.tsx';
import { useAnnounce } from '../news/announcer.tsx';
import { Sign } from '../signs/sign.tsx';
import styles from './people.module.css';
import { useChangeMembers } from './use-members.ts';

/** Which links are still open, and on demand what became of the others. */
export function Invitations({ seen, invitations }: { seen: Seen; invitations: Invitation[] }) {
  const { people } = useLanguage().words;
  const [isLong, setLong] = useState(false);
  const open = invitations.filter(({ state }) => state === 'open');
  const over = invitations.filter(({ state }) => state !== 'open');
  if (invitations.length === 0) return null;
  return (
    <section aria-labelledby="invitations" className={styles.invitations}>
      <h3 id="invitations">{people.invitations}</h3>
      <ul className={styles.rows}>
        {[...open, ...(isLong ? over : [])].map((invitation) => (
          <One key={invitation.id} seen={seen} invitation={invitation} />
        ))}
      </ul>
      {over.length > 0 && !isLong && (
        <button type="button" className={styles.textButton} onClick={() => setLong(true)}>
          {people.answered(over.length)}
        </button>
      )}
    </section>
  );
}

function One({ seen, invitation }: { seen: Seen; invitation: Invitation }) {
  const { words } = useLanguage();
  const announce = useAnnounce();
  const { revoke } = useChangeMembers(seen);
  const { id, role, note, state, expiresAt, answeredBy } = invitation;
  const { people } = words;
  const isOpen = state === 'open';
  return (
    <li className={styles.invitation} data-over={!isOpen || undefined}>
      <Sign is={isOpen ? 'wait' : state === 'accepted' ? 'done' : 'notOffered'} />
      <p className={styles.who}>
        {people.invited(people.roles[role])},{' '}
        {isOpen ? people.until(expiresAt) : (people.invitationIs[state]?.(answeredBy ?? people.somebody) ?? state)}
        {note && <small>{note}</small>}
      </p>
      {isOpen && !seen.silentSince && (
        <Button
          variant="subtle"
          size="xs"
          aria-label={people.revokeNamed(people.roles[role], expiresAt)}
          loading={revoke.isPending}
          onClick={() =>
            revoke.mutate({ instance: seen.instance.id, invitation: id }, { onSuccess: () => announce(people.revoked) })
          }
        >
          {people.revoke}
        </Button>
      )}
      {revoke.error && (
        <p className={styles.refused} role="alert">
          {explain(revoke.error, words).sentence}
        </p>
      )}
    </li>
  );
}
