import type { Invitation } from '@atrium/contract/v1/members';
import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import type { Seen } from '../instance/life.ts';
import { explain } from '../messages/explain.ts';
import { useLanguage } from '../messages/language.tsx';
import { useAnnounce } from '../news/announcer.tsx';
import { invitationLink } from './link.ts';
import styles from './people.module.css';
import { useChangeMembers } from './use-members.ts';

const roles = ['viewer', 'collaborator'] as const;
type Role = (typeof roles)[number];
type Parts = { seen: Seen; close: () => void };

/** Says what the other will see and be able to do, before it is true; then the link, once. */
export function Invite({ seen, close }: Parts) {
  const { words } = useLanguage();
  const { invite } = useChangeMembers(seen);
  const [role, setRole] = useState<Role>('viewer');
  const { instance, facility } = seen;

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get('note')).trim();
    invite.mutate({ instance: instance.id, role, note });
  }
  if (invite.data) {
    const link = invitationLink(location.origin, { facility: facility.id, code: invite.data.code });
    return <Made link={link} invitation={invite.data.invitation} close={close} />;
  }
  return (
    <form className={styles.card} onSubmit={send} aria-labelledby="invite">
      <h3 id="invite">{words.people.inviteTo(instance.name)}</h3>
      <fieldset className={styles.choices}>
        <legend>{words.people.as}</legend>
        {roles.map((one) => (
          <label key={one} data-chosen={one === role || undefined}>
            <input
              type="radio"
              name="role"
              value={one}
              checked={one === role}
              onChange={() => setRole(one)}
              ref={(field) => {
                if (one === 'viewer' && field && !field.form?.contains(document.activeElement)) field.focus();
              }}
            />
            <span>
              <b>{words.people.roles[one]}</b>
              <small>{words.people.means[one](undefined)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <TextInput
        name="note"
        label={words.people.note}
        placeholder={words.people.noteExample}
        maxLength={280}
        autoComplete="off"
      />
      {invite.error && (
        <p className={styles.refused} role="alert">
          {explain(invite.error, words).sentence}
        </p>
      )}
      <div className={styles.buttons}>
        <Button variant="subtle" onClick={close}>
          {words.people.cancel}
        </Button>
        <Button type="submit" loading={invite.isPending}>
          {words.people.makeLink}
        </Button>
      </div>
    </form>
  );
}

type Made = { link: string; invitation: Invitation; close: () => void };

/** The link, which nobody can have a second time. */
function Made({ link, invitation, close }: Made) {
  const { words } = useLanguage();
  const announce = useAnnounce();
  const field = useRef<HTMLInputElement>(null);
  const [copying, setCopying] = useState<'done' | 'refused'>();

  async function copy() {
    try {
      await navigator.clipboard.writeText(link);
      setCopying('done');
      announce(words.people.copied);
    } catch {
      field.current?.select();
      setCopying('refused');
    }
  }
  return (
    <section className={styles.card} aria-labelledby="invite">
      <h3 id="invite">{words.people.linkMade(words.people.roles[invitation.role])}</h3>
      <p>{words.people.linkOnce(invitation.expiresAt)}</p>
      <div className={styles.link}>
        <TextInput
          ref={field}
          aria-label={words.people.link}
          value={link}
          readOnly
          onFocus={(event) => event.target.select()}
        />
        <Button
          autoFocus
          leftSection={
            copying === 'done' ? (
              <IconCheck size={16} stroke={1.6} aria-hidden />
            ) : (
              <IconCopy size={16} stroke={1.6} aria-hidden />
            )
          }
          onClick={copy}
        >
          {copying === 'done' ? words.people.copied : words.people.copy}
        </Button>
      </div>
      {copying === 'refused' && <p role="alert">{words.people.copyYourself}</p>}
      <div className={styles.buttons}>
        <Button variant="default" onClick={close}>
          {words.people.done}
        </Button>
      </div>
    </section>
  );
}
