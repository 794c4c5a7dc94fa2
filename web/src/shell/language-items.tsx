import { Menu } from '@mantine/core';
import { type Language, languages, useLanguage } from '../messages/language.tsx';
import { usePrefer } from './use-prefer.ts';

export function LanguageItems() {
  const { language, choose } = useLanguage();
  const prefer = usePrefer();
  return (Object.keys(languages) as Language[]).map((key) => (
    <Menu.Item
      key={key}
      lang={key}
      aria-current={key === language}
      onClick={() => {
        choose(key);
        prefer({ language: key });
      }}
    >
      {languages[key].name}
    </Menu.Item>
  ));
}
