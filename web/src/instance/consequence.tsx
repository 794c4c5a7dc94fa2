import { Button, Modal, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { explain } from '../messages/explain.ts';
import { useLanguage } from '../messages/language.tsx';
import styles from './consequence.module.css';

export type Act = {
  title: string;
  /** What becomes of what: `Stays`, `Lost`. */
  consequences: { label: string; text: string; isLoss?: boolean }[];
  /** Typed before it can be done, because something is lost for good. */
  typed?: { label: string; name: string };
  keep: string;
  confirm: string;
};

type Parts = { act: Act; isPending: boolean; error: Error | null; confirm: () => void; close: () => void };

/** Before what cannot be taken back: what stays and what is lost. */
export function Consequence({ act, isPending, error, confirm, close }: Parts) {
  const { words } = useLanguage();
  const [typed, setTyped] = useState('');
  const field = useId();
  const isSure = !act.typed || sameName(typed, act.typed.name);
  return (
    <Modal.Root opened onClose={close} centered lockScroll={false}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Modal.Title className={styles.title}>{act.title}</Modal.Title>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (isSure) confirm();
            }}
          >
            <dl className={styles.consequences}>
              {act.consequences.map(({ label, text, isLoss }) => (
                <div key={label} data-loss={isLoss}>
                  <dt>{label}</dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
            {act.typed && (
              <TextInput
                id={field}
                label={act.typed.label}
                placeholder={act.typed.name}
                value={typed}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setTyped(event.target.value)}
                data-autofocus
              />
            )}
            {error && (
              <p className={styles.refused} role="alert">
                {explain(error, words).sentence}
              </p>
            )}
            <div className={styles.buttons}>
              <Button variant="subtle" onClick={close}>
                {act.keep}
              </Button>
              <Button type="submit" loading={isPending} disabled={!isSure}>
                {act.confirm}
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** To type it shows that it was read; capitals and doubled blanks prove nothing. */
function sameName(one: string, other: string): boolean {
  const plain = (name: string) => name.trim().replace(/\s+/g, ' ').toLowerCase();
  return plain(one) === plain(other);
}
