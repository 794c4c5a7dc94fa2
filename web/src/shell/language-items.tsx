import { type Language, languages, useLanguage } from '../messages/language.tsx';
import { Choice } from './choices.tsx';
import { usePrefer } from './use-prefer.ts';

export function LanguageItems() {
  const { language, choose } = useLanguage();
  const prefer = usePrefer();
  return (Object.keys(languages) as Language[]).map((key) => (
    <Choice
      key={key}
      value={key}
      lang={key}
      checked={key === language}
      onChange={() => {
        choose(key);
        prefer({ language: key });
      }}
    >
      {languages[key].name}
    </Choice>
  ));
}
