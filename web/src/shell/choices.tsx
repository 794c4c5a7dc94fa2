import { Menu, type MenuRadioItemProps } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** One of several, within a menu: their common name is that of a group, for a menu itself holds only items. */
export function Choices({ title, children }: { title: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a menu may hold a group, not a fieldset
    <div role="group" aria-label={title}>
      <Menu.Label aria-hidden>{title}</Menu.Label>
      {children}
    </div>
  );
}

export function Choice(parts: MenuRadioItemProps & { children: ReactNode; lang?: string }) {
  return <Menu.RadioItem closeMenuOnClick checkIcon={<IconCheck size={14} stroke={2} aria-hidden />} {...parts} />;
}
