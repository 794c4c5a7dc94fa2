import { NativeSelect, SegmentedControl } from '@mantine/core';
import { type Language, languages, useLanguage } from '../../messages/language.tsx';
import { useChooseLanguage } from '../../shell/use-choose-language.ts';
import { schemes, useScheme } from '../../shell/use-scheme.ts';
import styles from './account.module.css';

/** Kept with the person, so that every browser and the desktop's bar follow. */
export function Preferences() {
  const { words, language } = useLanguage();
  const choose = useChooseLanguage();
  const { scheme, setScheme } = useScheme();
  return (
    <section aria-labelledby="preferences" className={styles.preferences}>
      <h2 id="preferences">{words.account.preferences}</h2>
      <NativeSelect
        label={words.shell.language}
        value={language}
        onChange={(event) => choose(event.target.value as Language)}
        data={Object.entries(languages).map(([value, { name }]) => ({ value, label: name }))}
      />
      <fieldset>
        <legend>{words.shell.scheme.label}</legend>
        <SegmentedControl
          aria-label={words.shell.scheme.label}
          value={scheme}
          onChange={(value) => setScheme(value as (typeof schemes)[number])}
          data={schemes.map((value) => ({ value, label: words.shell.scheme[value] }))}
        />
      </fieldset>
    </section>
  );
}
