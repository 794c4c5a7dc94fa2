import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useLanguage } from '../../messages/language.tsx';

/** The way to another one; filled where there is nothing else to do. */
export function NewInstance({ filled }: { filled?: boolean }) {
  const { words } = useLanguage();
  return (
    <Button
      variant={filled ? 'filled' : 'default'}
      leftSection={<IconPlus size={16} stroke={1.6} aria-hidden />}
      renderRoot={(props) => <Link to="/instances/new" search={{ text: '' }} {...props} />}
    >
      {words.launch.title}
    </Button>
  );
}
