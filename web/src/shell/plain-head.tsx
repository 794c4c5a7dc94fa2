import { Menu } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useFederation } from '../federation/use-federation.ts';
import { useLanguage } from '../messages/language.tsx';
import { LanguageItems } from './language-items.tsx';
import { Mark } from './mark.tsx';
import styles from './plain.module.css';
import { portalName } from './use-title.ts';

/** The head of pages without places: the name of the portal, help, and the language. */
export function PlainHead() {
  const { words, language } = useLanguage();
  const helpUrl = useFederation().data?.portal.helpUrl;
  return (
    <header className={styles.head}>
      <Link to="/" className={styles.name}>
        <Mark />
        {portalName}
      </Link>
      {helpUrl && <a href={helpUrl}>{words.shell.help}</a>}
      <Menu position="bottom-end">
        <Menu.Target>
          <button
            type="button"
            className={styles.language}
            aria-label={`${words.shell.languageName}, ${words.shell.language}`}
          >
            <IconLanguage size={18} stroke={1.6} aria-hidden />
            <span lang={language}>{words.shell.languageName}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <LanguageItems />
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}
