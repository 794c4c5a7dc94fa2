import { createFormats } from '../../src/messages/formats.ts';
import { en, type Messages } from './en.ts';
import { fr } from './fr.ts';

const languages = { en: { locale: 'en-GB', words: en }, fr: { locale: 'fr', words: fr } };

/** In the language of the page, which the gateway has set. */
export function wordsOf(language: string, clock: () => Date): Messages {
  const { locale, words } = language === 'fr' ? languages.fr : languages.en;
  return words(createFormats(locale, clock));
}
