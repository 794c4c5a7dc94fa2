import { ActionIcon } from '@mantine/core';
import { IconCheck, IconPencil, IconX } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import { canRename, type Seen } from '../../instance/life.ts';
import { useChange } from '../../instance/use-change.ts';
import { explain } from '../../messages/explain.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useAnnounce } from '../../news/announcer.tsx';
import styles from './instance-page.module.css';

/** The name, and in its place the field to change it. Enter keeps, Escape leaves it as it was. */
export function Rename({ seen }: { seen: Seen }) {
  const { instance, facility } = seen;
  const { words } = useLanguage();
  const announce = useAnnounce();
  const [isOpen, setOpen] = useState(false);
  const { rename } = useChange(facility.id, instance.id);
  const pencil = useRef<HTMLButtonElement>(null);

  function close() {
    setOpen(false);
    rename.reset();
    setTimeout(() => pencil.current?.focus());
  }
  function keep(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    if (!name || name === instance.name) return close();
    rename.mutate(
      { id: instance.id, name },
      {
        onSuccess: () => {
          announce(words.instance.renamed(name));
          close();
        },
      },
    );
  }

  if (!isOpen) {
    return (
      <>
        <h1 tabIndex={-1}>{instance.name}</h1>
        {canRename(seen) && (
          <ActionIcon
            ref={pencil}
            variant="subtle"
            color="ink"
            size={30}
            aria-label={words.instance.rename}
            onClick={() => setOpen(true)}
          >
            <IconPencil size={16} stroke={1.6} aria-hidden />
          </ActionIcon>
        )}
      </>
    );
  }
  return (
    <form className={styles.rename} onSubmit={keep} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <h1 className={styles.unseen}>{instance.name}</h1>
      <input
        name="name"
        aria-label={words.launch.name}
        defaultValue={instance.name}
        ref={(field) => field?.select()}
        aria-invalid={rename.isError}
      />
      <ActionIcon type="submit" variant="subtle" size={30} aria-label={words.instance.keepName}>
        <IconCheck size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="subtle" color="ink" size={30} aria-label={words.instance.leaveName} onClick={close}>
        <IconX size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
      {rename.error && <span role="alert">{explain(rename.error, words).sentence}</span>}
    </form>
  );
}
