import { type Language, languages, useLanguage } from '../messages/language.tsx';
import { Choice } from './choices.tsx';
import { useChooseLanguage } from './use-choose-language.ts';

export function LanguageItems() {
  const { language } = useLanguage();
  const choose = useChooseLanguage();
  return (Object.keys(languages) as Language[]).map((key) => (
    <Choice key={key} value={key} lang={key} checked={key === language} onChange={() => choose(key)}>
      {languages[key].name}
    </Choice>
  ));
}
