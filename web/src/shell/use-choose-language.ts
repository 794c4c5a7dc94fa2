import { type Language, useLanguage } from '../messages/language.tsx';
import { usePrefer } from './use-prefer.ts';

/** For this browser at once, and kept with the person for every other. */
export function useChooseLanguage() {
  const { choose } = useLanguage();
  const prefer = usePrefer();
  return (language: Language) => {
    choose(language);
    prefer({ language });
  };
}
